"""click's own sentences, that they may be found and translated like ours.

click says them through gettext's current domain, which `catalogue.lent` makes ours. Those that only a developer
of a command can meet are left in English; a test compares the list with the installed click.
"""

from __future__ import annotations

from rencontres_feeds.catalogue import msgid, plural

SENTENCES = (
    msgid("Aborted!"),
    msgid("Options"),
    msgid("Commands"),
    msgid("Positional arguments"),
    msgid("Missing command."),
    msgid("Usage:"),
    msgid("Show the version and exit."),
    msgid("Show this message and exit."),
    msgid("Error: {message}"),
    msgid("Try '{command} {option}' for help."),
    msgid("Invalid value: {message}"),
    msgid("Invalid value for {param_hint}: {message}"),
    msgid("Missing argument"),
    msgid("Missing option"),
    msgid("Missing parameter"),
    msgid("Missing {param_type}"),
    msgid("Missing parameter: {param_name}"),
    msgid("No such option {name!r}."),
    msgid("No such command {name!r}."),
    msgid("unknown error"),
    msgid("Could not open file {filename!r}: {message}"),
    msgid("Invalid start character for option ({option})"),
    msgid("Argument {name!r} takes {nargs} values."),
    msgid("Option {name!r} does not take a value."),
    msgid("env var: {var}"),
    msgid("default: {default}"),
    msgid("required"),
    msgid("(dynamic)"),
    msgid("Do you want to continue?"),
    msgid("Confirm the action without prompting."),
    msgid("Repeat for confirmation"),
    msgid("Error: The two entered values do not match."),
    msgid("Error: invalid input"),
    msgid("Press any key to continue..."),
    msgid("Choose from:\n\t{choices}"),
    msgid("{value!r} is not a valid {number_type}."),
    msgid("{value} is not in the range {range}."),
    msgid("{value!r} is not a valid boolean. Recognized values: {states}"),
    msgid("file"),
    msgid("directory"),
    msgid("path"),
    msgid("{name} {filename!r} does not exist."),
    msgid("{name} {filename!r} is a file."),
    msgid("{name} {filename!r} is a directory."),
    msgid("{name} {filename!r} is not readable."),
    msgid("{name} {filename!r} is not writable."),
    msgid("{name} {filename!r} is not executable."),
    plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    plural("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
    plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    plural("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    plural(
        "{len_type} values are required, but {len_value} was given.",
        "{len_type} values are required, but {len_value} were given.",
    ),
)
"""As click 8.5 has them; another version's that are not here stay English."""
