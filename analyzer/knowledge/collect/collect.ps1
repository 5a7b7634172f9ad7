<#
.SYNOPSIS
    Collects what rollaudit reads, from DNS servers and from the hosts of those who run them.

.DESCRIPTION
    Reads only: on the computers named it exports event channels, copies transcripts and
    prints DNSSEC settings and key states. The one thing it writes on a remote computer is
    the export itself, into its temporary folder, and it removes it again. Everything goes
    into a folder named by date, with a manifest of what was taken, what was not, and why.

    Needs: the right to read event logs remotely (Event Log Readers), WinRM, and for
    settings the DnsServer module where the script runs.

.PARAMETER DnsServer
    Names of DNS servers: their DNS, System and Security channels, settings and key states.

.PARAMETER OperatorHost
    Names of computers on which people and scripts run DNS commands: their PowerShell, Task
    Scheduler and Security channels, and transcripts.

.PARAMETER Destination
    Folder that the dated folders go into. Default: .\logs

.PARAMETER TranscriptPath
    Folders with transcripts, as they are named on the operators' hosts.

.EXAMPLE
    .\collect.ps1 -DnsServer dns1,dns2 -OperatorHost admin1 -Destination D:\rollaudit\logs
#>
[CmdletBinding()]
param(
    [string[]] $DnsServer = @(),
    [string[]] $OperatorHost = @(),
    [string] $Destination = '.\logs',
    [string[]] $TranscriptPath = @()
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$DnsChannels = @(
    'DNS Server',
    'Microsoft-Windows-DNSServer/Audit',
    'System',
    'Security'
)
$OperatorChannels = @(
    'Microsoft-Windows-PowerShell/Operational',
    'PowerShellCore/Operational',
    'Windows PowerShell',
    'Microsoft-Windows-TaskScheduler/Operational',
    'Microsoft-Windows-WMI-Activity/Operational',
    'System',
    'Security'
)

$started = [DateTime]::UtcNow
$folder = Join-Path $Destination $started.ToString('yyyy-MM-ddTHHmmssZ')
$manifest = New-Object System.Collections.ArrayList

function Add-Entry {
    param([string] $Computer, [string] $What, [string] $Path, [string] $Problem)
    $sha256 = $null
    if ($Path -and (Test-Path -LiteralPath $Path)) {
        $sha256 = (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash.ToLowerInvariant()
    }
    [void] $manifest.Add([ordered] @{
        computer = $Computer
        what     = $What
        file     = $(if ($sha256) { Split-Path -Leaf $Path } else { $null })
        sha256   = $sha256
        time     = [DateTime]::UtcNow.ToString('o')
        problem  = $Problem
    })
    if ($Problem) { Write-Warning "${Computer}: ${What}: ${Problem}" }
}

function Invoke-Safely {
    param([string] $Computer, [string] $What, [string] $Path, [scriptblock] $Action)
    try {
        & $Action
        Add-Entry -Computer $Computer -What $What -Path $Path
    }
    catch {
        Add-Entry -Computer $Computer -What $What -Path $Path -Problem $_.Exception.Message
    }
}

function Export-Channel {
    param([string] $Computer, [string] $Channel, [string] $Path)
    # An export is a copy of the records; the log itself is neither cleared nor changed.
    $session = New-PSSession -ComputerName $Computer
    try {
        $remote = Invoke-Command -Session $session -ArgumentList $Channel -ScriptBlock {
            param($Name)
            $file = Join-Path $env:TEMP ('rollaudit-{0}.evtx' -f [Guid]::NewGuid())
            $said = & wevtutil.exe export-log $Name $file 2>&1
            if ($LASTEXITCODE -ne 0) { throw ($said -join ' ') }
            $file
        }
        try {
            Copy-Item -FromSession $session -LiteralPath $remote -Destination $Path
        }
        finally {
            Invoke-Command -Session $session -ArgumentList $remote -ScriptBlock {
                param($File)
                Remove-Item -LiteralPath $File
            }
        }
    }
    finally {
        Remove-PSSession -Session $session
    }
}

function Export-Channels {
    param([string] $Computer, [string[]] $Channels, [string] $Target)
    foreach ($channel in $Channels) {
        $path = Join-Path $Target (($channel -replace '/', '%4') + '.evtx')
        Invoke-Safely -Computer $Computer -What "channel $channel" -Path $path -Action {
            Export-Channel -Computer $Computer -Channel $channel -Path $path
        }
    }
}

function Export-Settings {
    param([string] $Computer, [string] $Target)
    $path = Join-Path $Target 'zones.clixml'
    Invoke-Safely -Computer $Computer -What 'DNSSEC settings of zones' -Path $path -Action {
        Get-DnsServerZone -ComputerName $Computer |
            Where-Object { $_.IsSigned } |
            ForEach-Object { Get-DnsServerDnsSecZoneSetting -ComputerName $Computer -ZoneName $_.ZoneName } |
            Export-Clixml -LiteralPath $path -Depth 4
    }
    $path = Join-Path $Target 'keys.clixml'
    Invoke-Safely -Computer $Computer -What 'settings and states of keys' -Path $path -Action {
        Get-DnsServerZone -ComputerName $Computer |
            Where-Object { $_.IsSigned } |
            ForEach-Object { Get-DnsServerSigningKey -ComputerName $Computer -ZoneName $_.ZoneName } |
            Export-Clixml -LiteralPath $path -Depth 4
    }
}

function Copy-Transcripts {
    param([string] $Computer, [string] $Target)
    foreach ($source in $TranscriptPath) {
        Invoke-Safely -Computer $Computer -What "transcripts in $source" -Action {
            $session = New-PSSession -ComputerName $Computer
            try {
                $files = Invoke-Command -Session $session -ArgumentList $source -ScriptBlock {
                    param($Root)
                    Get-ChildItem -LiteralPath $Root -Recurse -File -Filter 'PowerShell_transcript*' |
                        ForEach-Object { $_.FullName }
                }
                foreach ($file in $files) {
                    $path = Join-Path $Target (Split-Path -Leaf $file)
                    Invoke-Safely -Computer $Computer -What "transcript $file" -Path $path -Action {
                        Copy-Item -FromSession $session -LiteralPath $file -Destination $path
                    }
                }
            }
            finally {
                Remove-PSSession -Session $session
            }
        }
    }
}

foreach ($computer in @($DnsServer + $OperatorHost | Sort-Object -Unique)) {
    $target = Join-Path $folder $computer
    [void] (New-Item -ItemType Directory -Path $target -Force)
    $channels = @()
    if ($DnsServer -contains $computer) { $channels += $DnsChannels }
    if ($OperatorHost -contains $computer) { $channels += $OperatorChannels }
    Export-Channels -Computer $computer -Channels @($channels | Sort-Object -Unique) -Target $target
    if ($DnsServer -contains $computer) { Export-Settings -Computer $computer -Target $target }
    if ($OperatorHost -contains $computer) { Copy-Transcripts -Computer $computer -Target $target }
}

[void] (New-Item -ItemType Directory -Path $folder -Force)
[ordered] @{
    collector = 'rollaudit'
    started   = $started.ToString('o')
    finished  = [DateTime]::UtcNow.ToString('o')
    entries   = @($manifest)
} | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath (Join-Path $folder 'manifest.json') -Encoding UTF8

$failed = @($manifest | Where-Object { $_.problem }).Count
Write-Output ('{0} things taken into {1}, {2} could not be; manifest.json says which.' -f ($manifest.Count - $failed), $folder, $failed)
if ($failed) { exit 1 }
