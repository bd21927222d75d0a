from datetime import date

import numpy as np
import pandas as pd

from models.core.records import plain_list, records
from models.core.values import plain


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": pd.array(["x", None], dtype="str"),
            "money": [1.5, np.nan],
            "whole": pd.array([None, 2], dtype="Int64"),
            "yes": pd.array([True, None], dtype="boolean"),
            "day": np.array(["2026-03-05", "NaT"], dtype="datetime64[s]"),
        },
        index=["a", "b"],
    )


def test_rows_are_plain_values_with_their_id_first() -> None:
    first, second = records(frame())
    assert first == {"id": "a", "text": "x", "money": 1.5, "whole": None, "yes": True, "day": date(2026, 3, 5)}
    assert list(second) == ["id", "text", "money", "whole", "yes", "day"]
    assert second == {"id": "b", "text": None, "money": None, "whole": 2, "yes": None, "day": None}
    assert "id" not in records(frame(), "")[0]
    assert records(frame().iloc[:0]) == []


def test_a_column_at_once_is_what_plain_says_one_by_one() -> None:
    for name in frame():
        values = frame()[name]
        found = plain_list(values)
        assert found == [plain(value) for value in values.array]
        assert [type(value) for value in found] == [type(plain(value)) for value in values.array]
