"""Draw the app's icons: a way with three stones, neutral on purpose. Run: python -m tools.icons

The name and picture of an installed app are seen by whoever holds the phone: nothing on it says
refugee, office or counselling.
"""

import struct
import zlib
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools import machine

ICONS = Path(__file__).resolve().parents[1] / "app" / "static" / "icons"
PAPER, WAY, SUN = "#faf6ee", "#0f6b58", "#e9a23b"

# Drawn on 100 x 100; the stones stay inside the middle 80 that a maskable icon keeps.
_WAY = "M24 78 C66 80 92 64 50 51 C12 39 30 22 76 22"
_STONES = ((24, 78), (50, 51), (76, 22))


def drawing(*, ground: str, way: str, stones: tuple[str, str, str], scale: float) -> str:
    """One mark as SVG; `scale` draws it smaller towards the middle."""
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="10.5" fill="{colour}" stroke="{way}" stroke-width="5"/>'
        for (x, y), colour in zip(_STONES, stones, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'{ground}<g transform="translate(50 50) scale({scale}) translate(-50 -50)">'
        f'<path d="{_WAY}" fill="none" stroke="{way}" stroke-width="6" stroke-linecap="round"/>'
        f"{circles}</g></svg>"
    )


def marks() -> dict[str, tuple[int, str]]:
    """Every file with its size and its drawing."""
    leaf = f'<rect width="100" height="100" rx="22" fill="{PAPER}"/>'
    full = f'<rect width="100" height="100" fill="{PAPER}"/>'
    coloured = (WAY, WAY, SUN)
    plain = drawing(ground=leaf, way=WAY, stones=coloured, scale=1)
    return {
        "icon-192.png": (192, plain),
        "icon-512.png": (512, plain),
        "icon-maskable-512.png": (
            512,
            drawing(ground=full, way=WAY, stones=coloured, scale=0.8),
        ),
        "icon-mono-512.png": (
            512,
            drawing(ground="", way="#000", stones=("#000",) * 3, scale=1),
        ),
    }


_PIXELS = """async ([svg, size]) => {
  const image = new Image(size, size);
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  const board = new OffscreenCanvas(size, size).getContext("2d");
  board.drawImage(image, 0, 0, size, size);
  return Array.from(new Uint32Array(board.getImageData(0, 0, size, size).data.buffer));
}"""
_COLOURS = 32  # a mark has four; the rest are its soft edges


def draw(page: Page, svg: str, size: int) -> bytes:
    """Let the browser draw the SVG, then pack it as a PNG with few colours."""
    pixels: list[int] = page.evaluate(_PIXELS, [svg, size])
    palette = [colour for colour, _ in Counter(pixels).most_common(_COLOURS)]
    place = {colour: _nearest(colour, palette) for colour in set(pixels)}
    rows = (pixels[at : at + size] for at in range(0, len(pixels), size))
    raw = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in rows)
    channels = [colour.to_bytes(4, "little") for colour in palette]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(colour[:3] for colour in channels)),
            _chunk(b"tRNS", b"".join(colour[3:] for colour in channels)),
            _chunk(b"IDAT", zlib.compress(raw, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _nearest(colour: int, palette: list[int]) -> int:
    """The place of the palette's colour that looks most like this one."""
    wanted = colour.to_bytes(4, "little")

    def distance(place: int) -> int:
        had = palette[place].to_bytes(4, "little")
        return sum((a - b) ** 2 for a, b in zip(wanted, had, strict=True))

    return min(range(len(palette)), key=distance)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Write all icons into the static folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.find_chromium(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for name, (size, svg) in marks().items():
            (ICONS / name).write_bytes(draw(page, svg, size))
        browser.close()


if __name__ == "__main__":
    main()
