"""A shop's logo: what is refused, what is kept of it, and how it is fitted everywhere."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from loyalty.brand import Brand
from passes import logo
from passes.logo import UnfitLogo, master
from passes.raster import badge_images, image_set, program_logo
from tests.passes.pictures import badge, file_of, opened, writing

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
        (file_of(Image.new("1", (9500, 9500))), ".png", "too many pixels"),
        (file_of(badge(180)), ".png", "can be seen"),
        (file_of(writing(height=49)), ".png", "by 49 pixels can be seen"),
        (file_of(Image.new("RGBA", (500, 500))), ".png", "transparent all over"),
        (
            file_of(badge(), save_all=True, append_images=[badge(600, "#ff0000")]),
            ".png",
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
    kept = master(file_of(Image.new("RGB", (max(width, 160), height), "#ffffff")), ".png")

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
