"""What a file says of itself in its properties."""

from io_xlsx.stamp import HOLDS_PROPERTY, LONGEST, REVISION_PROPERTY, Stamp


def test_it_is_read_as_it_was_written_and_the_last_to_write_comes_first() -> None:
    stamp = Stamp("w1", 3, {"a": 5}).after("w1", 4, "b", 7).after("w1", 5, "a", 9)
    assert stamp.properties[HOLDS_PROPERTY] == "a:9 b:7"
    assert Stamp.of(stamp.properties) == stamp == Stamp("w1", 5, {"a": 9, "b": 7})


def test_no_more_journals_than_a_property_holds_and_the_oldest_go() -> None:
    stamp = Stamp("w1")
    for number in range(100):
        stamp = stamp.after("w1", number, f"journal{number:04}", number)
        assert len(stamp.properties[HOLDS_PROPERTY]) <= LONGEST
    again = Stamp.of(stamp.properties)
    assert again.is_full
    assert "journal0099" in again.holds
    assert "journal0000" not in again.holds
    assert not Stamp("w1", 1, {"journal0001": 1}).is_full


def test_whatever_is_unreadable_says_nothing() -> None:
    odd = {REVISION_PROPERTY: "x", HOLDS_PROPERTY: f"a b: :3 c:-1 d:{'9' * 5000} e:4"}
    assert Stamp.of(odd) == Stamp("", 0, {"e": 4})
    assert Stamp.of({REVISION_PROPERTY: "12.0"}).revision == 12
    assert Stamp.of({}) == Stamp()
