"""Lines for people on all kinds of terminals."""

from __future__ import annotations

import io

import pytest

from analyzer.cli import screen

LINE = " !! [high] The KSK of bücher.example … waits"


class Terminal(io.TextIOWrapper):
    """A stream of an encoding that may be a terminal."""

    def __init__(self, encoding: str, is_terminal: bool = True) -> None:
        """Open it."""
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self._is_terminal

    @property
    def written(self) -> str:
        """All that was written to it."""
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "cp932", "ascii", "utf-8"])
def test_every_code_page_shows_every_line(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an encoding lacks is spelled out, and nothing raises."""
    stream = Terminal(encoding, is_terminal=False)
    monkeypatch.setattr("sys.stdout", stream)
    screen.say([LINE, "ключ.example 日本 \U0001f511"])
    assert "[high] The KSK of b" in stream.written
    assert len(stream.written.splitlines()) == 2


def test_a_pipe_gets_plain_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal no line is broken and none is coloured."""
    stream = Terminal("utf-8", is_terminal=False)
    monkeypatch.setattr("sys.stdout", stream)
    screen.say(["x " * 200])
    assert len(stream.written.splitlines()) == 1
    assert "\x1b" not in stream.written


def test_a_narrow_terminal_gets_lines_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal lines are wrapped, what follows a break stands further in."""
    stream = Terminal("utf-8")
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "44")
    screen.say(["  Conflicts in " + "some.zone.example (17), " * 6])
    lines = stream.written.splitlines()
    assert max(map(len, lines)) <= 44
    assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize(
    ("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_only_for_those_who_want_it(environ: dict[str, str], coloured: bool) -> None:
    """`NO_COLOR` and a dumb terminal switch colour off; the words stay the same."""
    text = screen.shown(LINE, Terminal("utf-8"), environ)
    assert ("\x1b" in text) is coloured
    assert "[high]" in text


def test_colour_comes_from_the_line_s_beginning_only() -> None:
    """A word of a log that looks like a mark is not coloured."""
    assert "\x1b" not in screen.shown("  zone [high] example", Terminal("utf-8"), {})
