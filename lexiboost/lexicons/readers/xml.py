"""XML of dictionaries, parsed without entities of its own and without namespaces."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines

# An entity that the file declares can blow a few bytes up to gigabytes, or name another file.
_ENTITY = re.compile(r"<!ENTITY\b")


def parse_xml(path: Path) -> Element:
    """The root element, tags stripped of their namespace.

    Raises:
        InputError: not well-formed, or it declares entities.
    """
    parser = ElementTree.XMLParser()
    number = 0
    try:
        for number, line in read_lines(path):
            if _ENTITY.search(line):
                raise InputError("declares XML entities, which are not read", path=path, line=number)
            parser.feed(line + "\n")
        root = parser.close()
    except ElementTree.ParseError as error:
        raise InputError(f"not well-formed XML ({error})", path=path, line=number or None) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root
