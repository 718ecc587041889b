"""Whether a photo of a paper can be read, by stated measures; advice, never a refusal (P71). Pure.

Measures are whole numbers, taken from the clean picture by ``measures``:

* ``sharpness`` variance of the Laplacian on grey of 1000 pixels' length
* ``burnt`` thousandths of the picture that are flat white (0 where the paper itself is white,
  as on a scan)
* ``light`` the middle grey, 0–255
* ``short_side`` pixels
* ``screen`` how far the strongest fine pattern stands above its surroundings, in tenths
"""

LEAST_SHARPNESS = 90
MOST_BURNT = 25
LEAST_LIGHT = 60
LEAST_SHORT_SIDE = 600
MOST_SCREEN = 130
#: Bits in which two savings of one photo may differ.
NEAR_BITS = 2
#: A page that fills a picture evenly looks like any other page of its form: its hash has few ones
#: (or few noughts) and proves nothing.
LEAST_TELLING, MOST_TELLING = 16, 48


def flaws(measures: dict[str, int]) -> list[str]:
    """Codes of the advice, worst first; empty for a good picture."""
    if not measures:
        return []
    found = [
        ("small", measures["short_side"] < LEAST_SHORT_SIDE),
        ("dark", measures["light"] < LEAST_LIGHT),
        ("blurred", measures["sharpness"] < LEAST_SHARPNESS),
        ("glare", measures["burnt"] > MOST_BURNT),
        ("screen", measures["screen"] > MOST_SCREEN),
    ]
    return [code for code, is_found in found if is_found]


def distance(one: str, other: str) -> int:
    """Bits in which two look hashes in hex differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_telling(look_hash: str) -> bool:
    """Whether a look hash can be compared at all."""
    return bool(look_hash) and LEAST_TELLING <= int(look_hash, 16).bit_count() <= MOST_TELLING


def is_near(one: str, other: str) -> bool:
    """Whether two look hashes are of the same photo, saved or scaled in another way (P72)."""
    return is_telling(one) and bool(other) and distance(one, other) <= NEAR_BITS
