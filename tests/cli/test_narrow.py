from __future__ import annotations

import pytest
from typer.main import get_command

from lastknown.cli.app import app
from lastknown.cli.guard import run
from lastknown.cli.narrow import narrowed


@pytest.mark.parametrize(
    "words", [("case", "add"), ("ships", "import"), ("sea", "at"), ("plan",), ("objects",)]
)
def test_the_command_alone_is_as_it_is_among_all(words: tuple[str, ...]) -> None:
    whole, alone = (get_command(made) for made in (app, narrowed(app, [*words, "x", "--json"])))
    for word in words:
        assert list(alone.commands) == [word]
        whole, alone = whole.commands[word], alone.commands[word]
    assert [param.opts for param in whole.params] == [param.opts for param in alone.params]
    assert (whole.help, whole.name) == (alone.help, alone.name)


@pytest.mark.parametrize(
    "words", [(), ("--help",), ("cas", "add"), ("case",), ("case", "ad"), ("--version",)]
)
def test_what_names_no_command_is_answered_by_all(words: tuple[str, ...]) -> None:
    found = narrowed(app, [*words])
    assert found is app or len(found.registered_groups[0].typer_instance.registered_commands) > 20


def test_a_command_that_is_misspelt_is_still_told_which_was_meant(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["case", "ad", "x"]) == 2
    assert "No such command" in capfd.readouterr().err
