"""How the pages become a site: `sphinx-build -W docs build/docs`, which is `make docs`."""

project = "rollaudit"
root_doc = "index"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["man"]
html_theme = "alabaster"
html_theme_options = {"description": "DNSSEC key rollover conflicts in the logs of Windows DNS servers"}
html_show_copyright = False
myst_heading_anchors = 3
suppress_warnings = [
    "toc.not_included",  # pages are reached by links from the index, which a test checks
]
