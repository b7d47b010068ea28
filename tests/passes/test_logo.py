"""A shop's logo: what is refused, what is kept of it, and how it is fitted everywhere."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from loyalty.brand import Brand
from passes import logo
from passes.logo import UnfitLogo, master
from passes.raster import badge_images, image_set, program_logo
from tests.passes.pictures import badge, file_of, opened, writing

pytestmark = pytest.mark.long

DARK = Brand(background="#101014", foreground="#ffffff", label="#c9a25e", icon="cup", logo="l.png")
SQUARE, WIDE = master(file_of(badge()), ".png"), master(file_of(writing()), ".png")


def ground(brand: Brand = DARK) -> tuple[int, ...]:
    return (*bytes.fromhex(brand.background[1:]), 255)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp", ".PNG"])
def test_each_format_is_kept_as_png(suffix: str) -> None:
    kept = master(file_of(badge(), suffix.lower()), suffix)

    assert Image.open(BytesIO(kept)).format == "PNG"
    assert opened(kept).size[0] >= 480


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".png", "can be read"),
        (b"<svg/>", ".png", "can be read"),
        (file_of(badge())[:300], ".png", "can be read"),
        (file_of(badge(), ".jpg"), ".png", "no PNG"),
        (file_of(badge()), ".webp", "no WEBP"),
        (b"\x89PNG" + bytes(logo.MOST_BYTES), ".png", "larger than 5 MB"),
        (file_of(Image.new("L", (6400, 6400))), ".png", "6400 by 6400"),
        (file_of(Image.new("L", (4001, 4000))), ".png", "4001 by 4000"),
        (file_of(Image.new("L", (4001, 2000)), ".webp"), ".webp", "4001 by 2000"),
        (file_of(Image.new("1", (14_000, 14_000))), ".png", "too many pixels"),
        (file_of(badge(180)), ".png", "can be seen"),
        (file_of(writing(height=49)), ".png", "by 49 pixels can be seen"),
        (file_of(Image.new("L", (20_000, 50))), ".png", "line of 20000 by 50"),
        (file_of(Image.new("L", (50, 601))), ".png", "line of 50 by 601"),
        (file_of(Image.new("RGBA", (500, 500))), ".png", "transparent all over"),
        (
            file_of(badge(), save_all=True, append_images=[badge(600, "#ff0000")]),
            ".png",
            "several pictures",
        ),
        (
            file_of(badge(), ".webp", save_all=True, append_images=[badge(600, "#ff0000")]),
            ".webp",
            "several pictures",
        ),
    ],
)
def test_a_picture_that_cannot_be_a_logo_says_why_and_what_to_do(
    data: bytes, suffix: str, reason: str
) -> None:
    with pytest.raises(UnfitLogo, match=reason) as unfit:
        master(data, suffix)

    assert unfit.value.hint


@settings(max_examples=30, deadline=None)
@given(st.integers(8, 2000), st.binary(min_size=1, max_size=30), st.sampled_from([".png", ".jpg"]))
def test_a_damaged_file_is_a_logo_or_refused(place: int, noise: bytes, suffix: str) -> None:
    whole = file_of(badge(300), suffix)
    data = whole[:place] + noise + whole[place + len(noise) :]

    try:
        kept = master(data, suffix)
    except UnfitLogo:
        return

    assert opened(kept).width <= logo.MASTER_SIDE


@pytest.mark.parametrize(
    ("written", "becomes", "size"),
    [
        (b"\x00\x08\x00\x01\x01\x12", b"\x00\x08\x00\x01\x01\x12", (200, 400)),
        (b"\x00\x01\x01\x12", b"\x00\x09\x01\x01", (400, 200)),
        (b"\x00\x03\x00\x00\x00\x01", b"\x00\x02\x00\x00\x00\x01", (400, 200)),
    ],
)
def test_what_a_camera_wrote_badly_is_as_if_it_had_written_nothing(
    written: bytes, becomes: bytes, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noted = exif.tobytes().replace(written, becomes)
    lying = Image.new("RGB", (400, 200), "#ffffff")

    for suffix in (".png", ".jpg", ".webp"):
        assert opened(master(file_of(lying, suffix, exif=noted), suffix)).size == size


def test_a_camera_that_was_cut_off_says_nothing() -> None:
    data = file_of(Image.new("RGB", (400, 200)), exif=b"Exif\x00\x00MM\x00*\x00\x00\x00")

    assert opened(master(data, ".png")).size == (400, 200)


def test_a_photograph_that_holds_a_second_picture_is_its_first_one() -> None:
    seen, light = Image.new("RGB", (400, 200), "#ffffff"), Image.new("RGB", (100, 50))
    file = BytesIO()
    seen.save(file, "MPO", save_all=True, append_images=[light])

    kept = opened(master(file.getvalue(), ".jpg"))

    assert (kept.size, kept.getpixel((0, 0))) == ((400, 200), (255, 255, 255, 255))


def test_a_grey_of_sixteen_bits_is_as_light_as_one_of_eight() -> None:
    fine = Image.new("I;16", (400, 200), 0x60FF)
    fine.paste(0xFFFF, (0, 0, 200, 200))

    whole = opened(master(file_of(fine), ".png"))
    cut = opened(master(file_of(fine, transparency=0xFFFF), ".png"))

    assert [whole.getpixel((x, 9))[:3] for x in (9, 390)] == [(255,) * 3, (0x60,) * 3]
    assert (cut.size, cut.getpixel((9, 9))) == ((200, 200), (0x60, 0x60, 0x60, 255))


@pytest.mark.server
@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux says what a process took")
@pytest.mark.parametrize(
    ("mode", "side", "suffix"),
    [
        ("RGBA", 4000, ".png"),
        ("RGB", 4000, ".jpg"),
        ("I;16", 4000, ".png"),
        ("RGBA", 2828, ".webp"),
    ],
)
def test_the_largest_picture_takes_no_more_than_200_mb(
    tmp_path: Path, mode: str, side: int, suffix: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    colour = 255 if mode == "I;16" else "#f4ecd8"
    (tmp_path / "l").write_bytes(file_of(Image.new(mode, (side, side), colour), suffix, exif=exif))
    look = (
        "import sys; from pathlib import Path; from passes.logo import master\n"
        "master(Path(sys.argv[1]).read_bytes(), sys.argv[2])\n"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )

    said = subprocess.check_output([sys.executable, "-c", look, tmp_path / "l", suffix])

    assert int(said) / 1024 < 200


def test_nothing_that_a_camera_wrote_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "12 rue des Orfèvres"
    data = file_of(badge(), ".jpg", exif=exif, comment=b"secret")

    kept = master(data, ".jpg")

    assert b"secret" in data and b"rue des" in data
    assert b"secret" not in kept and b"rue des" not in kept
    assert set(Image.open(BytesIO(kept)).info) <= {"transparency"}


def test_a_picture_stands_as_its_camera_held_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = file_of(Image.new("RGB", (400, 200), "#ffffff"), ".jpg", exif=exif)

    assert opened(master(lying, ".jpg")).size == (200, 400)


def test_a_picture_in_another_space_of_colours_keeps_what_was_seen() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    odd = file_of(badge(), icc_profile=lab[:60])

    kept = opened(master(file_of(badge(), icc_profile=lab), ".png"))

    assert kept.getpixel((kept.width // 2, 20)) == (*bytes.fromhex("f4ecd8"), 255)
    assert opened(master(odd, ".png")).size == kept.size


def test_a_transparent_border_is_cut_and_a_large_picture_made_smaller() -> None:
    kept = opened(master(file_of(badge(1600)), ".png"))

    assert kept.size == (logo.MASTER_SIDE, logo.MASTER_SIDE)
    assert opened(SQUARE).size == (481, 481)


@pytest.mark.parametrize(("ink", "least", "most"), [("#f4ecd8", 14, 21), ("#141418", 1, 1.1)])
def test_what_is_seen_is_measured_on_its_ground(ink: str, least: float, most: float) -> None:
    kept = master(file_of(badge(ink=ink)), ".png")

    assert least <= logo.seen_on(kept, DARK.background) <= most


def test_a_square_logo_stands_fifty_points_high_and_keeps_its_transparency() -> None:
    images = logo.logo_images(SQUARE)

    assert {name: opened(data).size for name, data in images.items()} == {
        "logo.png": (50, 50),
        "logo@2x.png": (100, 100),
        "logo@3x.png": (150, 150),
    }
    assert opened(images["logo@3x.png"]).getpixel((75, 75))[3] == 0


def test_writing_takes_the_width_that_apple_gives() -> None:
    sizes = [opened(data).size for data in logo.logo_images(WIDE).values()]

    assert sizes == [(160, 35), (320, 71), (480, 106)]


@settings(max_examples=15, deadline=None)
@given(st.integers(50, 1400), st.integers(50, 1400))
def test_no_logo_is_larger_than_its_place(width: int, height: int) -> None:
    size = (max(width, 160), height)
    assume(max(size) <= 12 * min(size))
    kept = master(file_of(Image.new("RGB", size, "#ffffff")), ".png")

    for zoom, data in enumerate(logo.logo_images(kept).values(), start=1):
        across, down = opened(data).size
        assert across <= 160 * zoom and down <= 50 * zoom
        assert across == 160 * zoom or down == 50 * zoom


def test_the_icon_is_the_logo_on_the_brands_ground() -> None:
    icon = opened(badge_images(DARK, SQUARE)["icon@3x.png"])

    assert icon.size == (114, 114)
    assert {icon.getpixel(p) for p in ((0, 0), (113, 0), (57, 57), (57, 2))} == {ground()}
    assert icon.getpixel((57, 14)) == (*bytes.fromhex("f4ecd8"), 255)


def test_writing_makes_no_icon_the_mark_stays() -> None:
    plain, own = badge_images(DARK), badge_images(DARK, WIDE)

    assert own["icon@2x.png"] == plain["icon@2x.png"]
    assert own["logo@2x.png"] != plain["logo@2x.png"]
    assert program_logo(DARK, WIDE) == program_logo(DARK)


def test_the_circle_that_google_cuts_leaves_the_logo_whole() -> None:
    full = master(file_of(Image.new("RGB", (900, 700), "#ffffff")), ".png")

    round_logo = opened(program_logo(DARK, full))

    box = round_logo.convert("L").point(lambda light: 255 if light > 128 else 0).getbbox()
    assert round_logo.size == (660, 660) and box
    corners = [((x - 330) ** 2 + (y - 330) ** 2) ** 0.5 for x in box[::2] for y in box[1::2]]
    assert 280 <= min(corners) <= max(corners) < 330
    assert round_logo.getpixel((5, 330)) == ground()


def test_pages_have_the_logo_where_the_brand_names_one_and_its_mark_where_it_is_missing() -> None:
    with_it, without = image_set(DARK, (), SQUARE), image_set(DARK, ())

    assert with_it["page/logo.png"] == with_it["badge/logo@3x.png"]
    assert without["page/logo.png"] == without["badge/logo@3x.png"]
    assert with_it["page/logo.png"] != without["page/logo.png"]


def test_a_drawn_logo_is_small_and_a_photograph_bounded() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((600, 375), 80) for _ in range(3)])
    photograph = master(file_of(noise, ".jpg"), ".jpg")

    drawn = sum(map(len, logo.logo_images(WIDE).values()))
    heaviest = max(map(len, logo.logo_images(photograph).values()))

    assert drawn <= 12_000
    assert heaviest <= 60_000


def test_the_same_picture_gives_the_same_bytes() -> None:
    again = master(file_of(badge()), ".png")

    assert again == SQUARE
    assert badge_images(DARK, again) == badge_images(DARK, SQUARE)
