"""What a content stream paints, in which colour. A reader of its own, so that the checks do not
depend on the program that they check."""

import re
from dataclasses import dataclass, replace

TOKEN = re.compile(
    rb"\s*(?:%[^\r\n]*\s*)*(?:(?P<hex><[0-9A-Fa-f\s]*>)|(?P<punctuation><<|>>|\[|\])"
    rb"|(?P<name>/[^\s<>\[\](){}/%]*)|(?P<string>\()|(?P<word>[^\s<>\[\](){}/%]+))"
)
DEEPEST = 12


@dataclass(frozen=True)
class State:
    fill: tuple = ("/DeviceGray", (0.0,))
    stroke: tuple = ("/DeviceGray", (0.0,))
    fill_overprint: bool = False
    stroke_overprint: bool = False
    mode: int = 0
    text_mode: int = 0


@dataclass(frozen=True)
class Mark:
    """Something painted: `text`, `fill`, `stroke`, `image` or `shading`."""

    kind: str
    space: str
    colour: tuple
    overprint: bool
    mode: int


def marks(document, content, resources, depth=0, state=State()):
    """Every mark of a content stream, those of its forms included."""
    saved, operands = [], []
    resource = lambda kind, name: document.at(resources, kind, name)
    for token in tokens(content):
        if not isinstance(token, Operator):
            operands.append(token)
            continue
        operator, numbers = token.name, tuple(one for one in operands if isinstance(one, float))
        name = next((one for one in operands if isinstance(one, str)), None)
        operands = []
        if operator == "q":
            saved.append(state)
        elif operator == "Q":
            state = saved.pop() if saved else state
        elif operator in DEVICE:
            which, space = DEVICE[operator]
            state = replace(state, **{which: (space, numbers)})
        elif operator in ("cs", "CS"):
            which = "fill" if operator == "cs" else "stroke"
            state = replace(state, **{which: (space_of(document, resources, name), (1.0,))})
        elif operator in ("sc", "scn", "SC", "SCN"):
            which = "fill" if operator.islower() else "stroke"
            state = replace(state, **{which: (getattr(state, which)[0], numbers)})
        elif operator == "Tr":
            state = replace(state, text_mode=int(numbers[0]))
        elif operator == "gs":
            state = parameters(state, resource("/ExtGState", name) or {})
        elif operator in ("Tj", "TJ", "'", '"') and state.text_mode != 3:
            yield mark("text", state, "fill")
        elif operator in ("f", "F", "f*", "B", "B*", "b", "b*"):
            yield mark("fill", state, "fill")
        if operator in ("S", "s", "B", "B*", "b", "b*"):
            yield mark("stroke", state, "stroke")
        elif operator == "sh":
            shading = resource("/Shading", name) or {}
            yield Mark("shading", space_name(document, shading.get("/ColorSpace")), (), False, 0)
        elif operator == "BI":
            yield Mark("image", "inline image", (), False, 0)
        elif operator == "Do":
            found = resource("/XObject", name) or {}
            if found.get("/Subtype") == "/Image":
                space = space_name(document, found.get("/ColorSpace")) if not found.get("/ImageMask") else state.fill[0]
                yield Mark("image", space, (), False, 0)
            elif found.get("/Subtype") == "/Form" and depth < DEEPEST:
                reference = document.at(resources, "/XObject").get(name)
                inner = found.get("/Resources", resources)
                yield from marks(document, document.data(reference), inner, depth + 1, state)


DEVICE = {
    "g": ("fill", "/DeviceGray"),
    "G": ("stroke", "/DeviceGray"),
    "rg": ("fill", "/DeviceRGB"),
    "RG": ("stroke", "/DeviceRGB"),
    "k": ("fill", "/DeviceCMYK"),
    "K": ("stroke", "/DeviceCMYK"),
}


def mark(kind, state, which):
    space, colour = getattr(state, which)
    return Mark(kind, space, colour, getattr(state, f"{which}_overprint"), state.mode)


def parameters(state, found):
    if "/OP" in found:
        state = replace(state, stroke_overprint=found["/OP"], fill_overprint=found["/OP"])
    if "/op" in found:
        state = replace(state, fill_overprint=found["/op"])
    return replace(state, mode=found["/OPM"]) if "/OPM" in found else state


def space_of(document, resources, name):
    found = document.at(resources, "/ColorSpace", name)
    return space_name(document, found) if found else name


def space_name(document, space):
    """`/DeviceCMYK`, `/Separation /All` and the like."""
    space = document.get(space)
    if isinstance(space, list) and space:
        if space[0] in ("/Separation", "/DeviceN"):
            return f"/Separation {document.get(space[1])}"
        return str(space[0])
    return str(space)


@dataclass(frozen=True)
class Operator:
    name: str


def tokens(content):
    """Numbers as floats, names as texts, operators; strings and brackets as bytes."""
    at = 0
    while found := TOKEN.match(content, at):
        at = found.end()
        if found["string"]:
            at = string_end(content, at)
            yield b"()"
        elif found["hex"] or found["punctuation"]:
            yield found[0]
        elif found["name"]:
            yield found["name"].decode("latin-1")
        else:
            word = found["word"]
            try:
                yield float(word)
            except ValueError:
                yield Operator(word.decode("latin-1"))


STRING = re.compile(rb"[^()\\]*(?:\\.[^()\\]*)*", re.DOTALL)


def string_end(content, at):
    depth = 1
    while depth and at < len(content):
        at = STRING.match(content, at).end()
        depth += {b"(": 1, b")": -1}.get(content[at : at + 1], 0)
        at += 1
    return at
