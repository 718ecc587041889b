"""Departments that do not fit a patient (P91): only where the name of the place says it. Pure."""

MAN, WOMAN = "1", "2"
_FOR_WOMEN = ("产科", "妇科", "妇产", "妇女")
_FOR_MEN = ("男科", "前列腺")
_FOR_CHILDREN = ("儿科", "小儿", "新生儿", "儿童")
CHILD_UNTIL = 18


def is_misfit(dept_name: str, *, gend: str, age: int) -> bool:
    """Whether a department for women, men or children was used by somebody else."""
    if any(word in dept_name for word in _FOR_CHILDREN) and age >= CHILD_UNTIL:
        return True
    if any(word in dept_name for word in _FOR_WOMEN):
        # 妇女儿童医院, 妇儿: a boy is treated there, too.
        return gend == MAN and age >= CHILD_UNTIL
    return gend == WOMAN and any(word in dept_name for word in _FOR_MEN)
