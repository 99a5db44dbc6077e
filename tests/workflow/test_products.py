"""Terms as they are written: which columns they multiply, and what is missing."""

from __future__ import annotations

import pytest

from wbp_survey.analysis.models.design import Crossed, Quantity
from wbp_survey.errors import UsageError
from wbp_survey.workflow.products import names_in, wanted_terms

COLUMNS = ("a", "b", "c", "Q1: how", "x*y")


@pytest.mark.parametrize(
    ("asked", "products"),
    [
        (("a", "b"), [("a",), ("b",)]),
        (("a:b", "b", "a"), [("b",), ("a",), ("a", "b")]),
        (("a*b",), [("a",), ("b",), ("a", "b")]),
        (("a * b", "b:a", "a"), [("a",), ("b",), ("a", "b")]),
        (
            ("a*b*c",),
            [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")],
        ),
        (("Q1: how", "x*y"), [("Q1: how",), ("x*y",)]),
        (("a*Q1: how",), [("a",), ("Q1: how",), ("a", "Q1: how")]),
        (("a:a",), [("a",)]),
    ],
)
def test_terms_are_written_out_main_effects_first(asked, products):
    assert list(wanted_terms(asked, COLUMNS).products) == products


@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        (("a:b",), "a, b"),
        (("a", "a:b"), "b"),
        (("a", "b", "c", "a:b:c"), "a:b, a:c, b:c"),
    ],
)
def test_a_product_without_its_parts_says_what_is_lacking(asked, lacking):
    with pytest.raises(UsageError) as error:
        wanted_terms(asked, COLUMNS)
    (found,) = error.value.problems
    assert (found.code, found.values["lacking"]) == ("USAGE_MODEL_PRODUCT", lacking)
    assert "*" in found.line("en")


@pytest.mark.parametrize("mark", "*:")
def test_a_product_of_more_columns_than_anybody_understands_is_refused_at_once(mark):
    many = [f"c{at}" for at in range(60)]
    with pytest.raises(UsageError) as error:
        wanted_terms((mark.join(many), "c1*c2*c3*c4"), many)
    (found,) = error.value.problems
    assert found.code == "USAGE_MODEL_DEEP"


@pytest.mark.parametrize("term", ["a:", "*b", ":", "a*"])
def test_half_a_product_is_no_term(term):
    with pytest.raises(UsageError) as error:
        wanted_terms(("a", "b", term), COLUMNS)
    assert [one.code for one in error.value.problems] == ["USAGE_MODEL_HALF"]


def test_the_columns_read_are_those_of_all_products_once():
    wanted = wanted_terms(("b*a",), COLUMNS)
    assert wanted.columns == ("b", "a")
    simple = {name: Quantity(name, []) for name in "ab"}
    last = wanted.of(simple)[-1]
    assert isinstance(last, Crossed)
    assert (last.id, last.parts) == ("b:a", (simple["b"], simple["a"]))


def test_the_columns_of_a_file_are_looked_up_only_for_what_may_be_a_product(tmp_path):
    path = tmp_path / "data.csv"
    assert names_in(path, ("a", "b")) == ("a", "b")
    path.write_text("a;Q1: how\n1;2\n", "utf-8")
    assert names_in(path, ("Q1: how",)) == ("a", "Q1: how")
