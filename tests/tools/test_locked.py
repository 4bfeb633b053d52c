"""What the locks say: places, parents, markers."""

from __future__ import annotations

from tools.locked import Place, read_lock

LOCK = """# written by a tool
big==2.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via township-counter (pyproject.toml)
Small_One==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
    # via
    #   big
    #   tester
tester==3.0 \\
    --hash=sha256:{b}
    # via township-counter (pyproject.toml)
extra[binary]==4.0 \\
    --hash=sha256:{b}
    # via township-counter (pyproject.toml)
""".format(a="a" * 64, b="b" * 64)
PROJECT = """
[project]
dependencies = ["big==2.0"]
[project.optional-dependencies]
dev = ["tester==3.0"]
county = ["extra[binary]==4.0"]
"""


def test_each_package_has_its_place_its_hashes_and_who_asked_for_it(tmp_path):
    (tmp_path / "lock").write_text(LOCK)
    (tmp_path / "project").write_text(PROJECT)
    big, small, tester, extra = read_lock(tmp_path / "lock", tmp_path / "project")
    assert (big.place, big.hashes) == (Place.PROGRAM, ("a" * 64, "b" * 64))
    assert (small.name, small.place) == ("small-one", Place.PROGRAM)
    assert small.needed_by == ("big", "tester")
    assert small.marker == "sys_platform == 'win32'"
    assert (tester.place, extra.place) == (Place.WORKSHOP, Place.COUNTY)


def test_the_real_lock_is_read_whole():
    packages = {one.name: one for one in read_lock()}
    assert all(one.hashes and one.needed_by for one in packages.values())
    assert packages["shiboken6"].place is Place.PROGRAM
    assert packages["psycopg-binary"].place is Place.COUNTY
    assert packages["pytest"].place is Place.WORKSHOP
