"""The command `scenario`: which commands there are, and how any of them may end.

It knows no command: which there are, `COMMANDS` finds. The package itself only names its `main`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from scenario.cli.command import (
    BAD_INPUT,
    COMMANDS,
    DONE,
    FAULT,
    INTERRUPTED,
    write_examples,
)
from scenario.errors import ScenarioError, nearest
from scenario.harmless import safe
from scenario.version import VERSION

EXAMPLES = ("scenario init my_project", "scenario run my_project/scenarios/base.yaml")


class Program(click.Group):
    """A group whose commands are imported when they are needed, listed in their own order."""

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        write_examples(EXAMPLES, formatter)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list, for which no command is imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said["short"]) for name, said in COMMANDS.said.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        return COMMANDS[cmd_name].command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], COMMANDS)
            near = f"run {safe(args[0])}" if args[0].endswith((".yaml", ".yml")) else near
            guess = f" Did you mean {near}?" if near else ""
            listed = ", ".join(COMMANDS)
            ctx.fail(f"there is no command {safe(args[0])!r}.{guess} Commands: {listed}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="scenario", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context) -> None:
    """How likely is it, by when, and why?

    Write the actors, drivers, events and rules of a situation in a YAML file; scenario simulates
    thousands of futures and answers with probabilities and what they rest on.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Nothing but a fault of ours leaves a traceback."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    ending = Ending()
    with ending.watched(), every_interrupt_heard():
        code = program.main(arguments, prog_name=_called(), standalone_mode=False)
        sys.stdout.flush()
        ending.code = code if isinstance(code, int) else DONE
    return ending.code


def _open_closed_streams() -> None:
    """Where the caller closed a stream (`>&-`), what is printed there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nowhere)


@contextmanager
def every_interrupt_heard() -> Iterator[None]:
    """Have Ctrl-C pressed again where it fell into a destructor, from which nothing is raised."""
    former = sys.unraisablehook

    def hook(lost: sys.UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            threading.Timer(0.01, _interrupt).start()  # when the destructor is done
        else:
            former(lost)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = former


def _interrupt() -> None:
    """What Ctrl-C does; it wakes the main thread where the system can wake one."""
    if sys.platform == "win32":
        interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


class Ending:
    """How a command ended, told on stderr where there is something to tell."""

    code = DONE

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Turn whatever comes out of a command into an exit code."""
        try:
            yield
        except click.Abort:  # what click makes of Ctrl-C, having ended the line
            self._end(INTERRUPTED, "stopped")
        except KeyboardInterrupt:
            self._end(INTERRUPTED, "\nstopped")
        except (BrokenPipeError, SystemExit):  # click makes the one into the other
            self._close_quietly()
        except click.ClickException as error:
            self._end(BAD_INPUT, _usage(error))
        except ScenarioError as error:
            self._end(BAD_INPUT, safe(str(error), lines=True))
        except OSError as error:
            self._end(BAD_INPUT, safe(f"{error.filename or 'input or output'}: {error.strerror}"))
        except Exception as error:  # noqa: BLE001 - the last stand: a fault of ours
            if KeyboardInterrupt.__name__ in str(error):  # all that pydantic keeps of Ctrl-C
                self._end(INTERRUPTED, "\nstopped")
            else:
                self._apologise(error)

    def _end(self, code: int, message: str) -> None:
        self.code = code
        try:
            click.echo(message, err=True)
        except OSError:  # nobody can read it; the exit code still says it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())

    def _close_quietly(self) -> None:
        """The reader (`head`, `less`) has left; what is still buffered goes nowhere."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self.code = DONE

    def _apologise(self, error: Exception) -> None:
        if os.environ.get("SCENARIO_DEBUG"):
            import traceback

            click.echo(safe(traceback.format_exc(), lines=True), err=True)
        self._end(
            FAULT,
            f"Sorry, this is a fault in scenario {VERSION}, not in your files:\n"
            f"  {type(error).__name__}: {safe(str(error))}\n"
            "Please report it with the command and the files; SCENARIO_DEBUG=1 shows where it is.",
        )


def _usage(error: click.ClickException) -> str:
    """The complaint of the argument parser, with the way to help."""
    message = safe(error.format_message(), lines=True)
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{message}\nTry: {context.command_path} --help"


def _called() -> str:
    """How the user calls us, so that what we suggest can be typed."""
    as_module = Path(sys.argv[0]).parts[-2:] == ("scenario", "__main__.py")
    return "python -m scenario" if as_module else "scenario"
