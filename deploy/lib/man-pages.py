#!/usr/bin/env python3
"""Writes a manual page for each command, from the definitions that also read the command line.

    weir --experimental-dump-help | man-pages.py FOLDER DATE VERSION
"""

import json
import pathlib
import sys


def escaped(text):
    """Text as roff takes it: no escapes, no hyphens for dashes, no requests at the start of a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def option_name(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def usage(argument):
    """How an argument is written in the synopsis."""
    value = f"\\fI{escaped(argument.get('valueName', ''))}\\fR"
    if argument["kind"] == "positional":
        text = value
    else:
        text = f"\\fB{escaped(option_name(argument['preferredName']))}\\fR"
        if argument["kind"] == "option":
            text += " " + value
    if argument["isRepeating"]:
        text += " ..."
    return f"[{text}]" if argument["isOptional"] else text


def heading(argument):
    """How an argument is written in the list of arguments."""
    value = f"\\fI{escaped(argument.get('valueName', ''))}\\fR"
    if argument["kind"] == "positional":
        return value
    names = ", ".join(f"\\fB{escaped(option_name(name))}\\fR" for name in argument["names"])
    return f"{names} {value}" if argument["kind"] == "option" else names


def paragraphs(text):
    """Text with blank lines between paragraphs; what is indented stays as it is, line by line."""
    result = []
    is_example = False
    for line in text.split("\n"):
        if line.startswith("    "):
            if not is_example:
                result += [".PP", ".EX"]
            is_example = True
            result.append("\\&    " + escaped(line.strip("\n")[4:]))
            continue
        if not line.strip():
            if is_example:
                continue
            result.append(".PP")
            continue
        if is_example:
            result += [".EE", ".PP"]
            is_example = False
        result.append(escaped(line))
    if is_example:
        result.append(".EE")
    return result


def shown(items):
    return [item for item in items if item.get("shouldDisplay", True)]


def page(command, parents, date, version):
    words = parents + [command["commandName"]]
    title = "-".join(words)
    arguments = [argument for argument in shown(command.get("arguments", []))
                 if argument.get("preferredName", {}).get("name") not in ("version", "help")]
    # `help` is the parser's own, and every command has --help.
    commands = [inner for inner in shown(command.get("subcommands", [])) if inner["commandName"] != "help"]
    lines = [
        f'.TH "{title.upper()}" "1" "{date}" "weir {version}" "Weir"',
        ".SH NAME",
        f"{escaped(title)} \\- {escaped(command.get('abstract', '')).rstrip('.')}",
        ".SH SYNOPSIS",
        f".B {escaped(' '.join(words))}",
    ]
    if commands:
        lines.append("\\fIcommand\\fR ...")
    lines += [usage(argument) for argument in arguments]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION"] + paragraphs(command["discussion"])
    if arguments:
        lines.append(".SH OPTIONS")
        for argument in arguments:
            lines += [".TP", heading(argument), escaped(argument.get("abstract") or "")]
            if argument.get("defaultValue"):
                lines.append(f"(default: {escaped(argument['defaultValue'])})")
    if commands:
        lines.append(".SH COMMANDS")
        default = command.get("defaultSubcommand")
        for inner in commands:
            lines += [".TP", f"\\fB{escaped(' '.join(words + [inner['commandName']]))}\\fR",
                      escaped(inner.get("abstract", ""))]
            if inner["commandName"] == default:
                lines.append("(what runs when no command is named)")
    lines += [
        ".SH EXIT STATUS",
        "0 fine, 1 the input is wrong, 2 wrong usage, 78 the configuration of the service is wrong.",
    ]
    if not parents:
        lines += [
            ".SH FILES", ".TP", "/etc/weir/weir.yaml", "the gateway", ".TP", "/etc/weir/devices/*.yaml", "the devices",
            ".TP", "/etc/weir/secrets", "passwords and tokens, one a file", ".TP", "/var/lib/weir",
            "the store: the journal, and what waits for the uplinks", ".TP", "/usr/share/weir/devices",
            "device files to copy", ".TP", "/usr/share/doc/weir", "documentation",
        ]
    others = [words[:-1]] if parents else []
    others += [words + [inner["commandName"]] for inner in commands]
    if others:
        lines.append(".SH SEE ALSO")
        lines.append(",\n".join(f"\\fB{escaped('-'.join(other))}\\fR(1)" for other in others))
    return title, "\n".join(lines) + "\n"


def write(command, parents, folder, date, version):
    title, text = page(command, parents, date, version)
    (folder / f"{title}.1").write_text(text)
    for inner in shown(command.get("subcommands", [])):
        if inner["commandName"] != "help":
            write(inner, parents + [command["commandName"]], folder, date, version)


folder, date, version = sys.argv[1:]
write(json.load(sys.stdin)["command"], [], pathlib.Path(folder), date, version)
