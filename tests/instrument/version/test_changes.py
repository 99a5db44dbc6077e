"""What differs between two versions is computed, wholly, and put in the right class."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instrument.forms import (
    AGREE,
    CHANNELS,
    FORM,
    GRADE,
    HOW,
    KNOW,
    PLACES,
    SAFE,
    SIZE,
    TOTAL,
    WHY,
    both,
    mutants,
    only,
    renamed_item,
    with_item,
)
from tests.instrument.version.changing import classes, relabelled
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.version.changes import difference
from wbp_survey.model.change import CLASSES
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    OutcomeItems,
    Repeat,
    ResponseScale,
    RoundTableItems,
    Section,
)

MUTANTS = {
    where: one for where, one in mutants(FORM) if where not in ("id", "version", "status", "sha256")
}


def changed(item, **keys):
    return classes(with_item(replace(item, **keys)))


def scale(one, **keys):
    return replace(one, **keys)


def without(one, *codes):
    return replace(one, options=tuple(option for option in one.options if option.code not in codes))


def labels_turned(one):
    turned = zip(one.options, reversed(one.options), strict=True)
    return replace(one, options=tuple(replace(a, label=b.label) for a, b in turned))


def test_a_version_does_not_differ_from_itself():
    assert difference(FORM, FORM).changes == ()
    assert difference(FORM, replace(FORM, version="2.0.0", status="retired")).changes == ()


@pytest.mark.parametrize("where", MUTANTS)
def test_whatever_changes_the_fingerprint_is_a_change(where):
    other = MUTANTS[where]
    assert fingerprint(other) != fingerprint(FORM)
    there, back = difference(FORM, other), difference(other, FORM)
    assert there.changes
    assert {frozenset((one.item, one.into)) for one in there.changes} == {
        frozenset((one.item, one.into)) for one in back.changes
    }


def test_the_form_of_these_tests_uses_every_key_of_the_model():
    used = {kind: set() for kind in (Instrument, Section, Repeat, Item, ResponseScale, Option)}
    used |= {kind: set() for kind in (Constraint, RoundTableItems, OutcomeItems)}

    def note(thing):
        if isinstance(thing, tuple):
            for one in thing:
                note(one)
        if is_dataclass(thing):
            for one in fields(thing):
                value = getattr(thing, one.name)
                if value != one.default:
                    used[type(thing)].add(one.name)
                note(value)

    note(FORM)
    unused = {
        f"{kind.__name__}.{one.name}"
        for kind, names in used.items()
        for one in fields(kind)
        if one.name not in names
    }
    assert unused == {"Instrument.status", "Instrument.sha256"}


@pytest.mark.parametrize(
    ("item", "keys", "found"),
    [
        (KNOW, {"text": both("Deelnemers kennen elkaar", "Members know one another.")}, "typo"),
        (HOW, {"hint": both("Meer dan een, mag!")}, "typo"),
        (KNOW, {"relevant": "${size}>1"}, "typo"),
        (KNOW, {"construct": "cohesion.effect"}, "documentation"),
        (KNOW, {"source": "x", "note": "y"}, "documentation"),
        (WHY, {"post_coding": None}, "documentation"),
        (KNOW, {"scale": scale(AGREE, agree=("2", "3"))}, "documentation"),
        (KNOW, {"scale": scale(AGREE, id="agree3")}, "documentation"),
        (KNOW, {"text": both("Deelnemers kennen elkaar goed.", KNOW.text["en"])}, "wording"),
        (KNOW, {"text": both(KNOW.text["nl"], "Members know each other.")}, "wording"),
        (KNOW, {"stem": None}, "wording"),
        (HOW, {"hint": both("Noem er een.")}, "wording"),
        (WHY, {"instruction": both("Snel voorlezen.")}, "guidance"),
        (WHY, {"probes": (*WHY.probes, both("Nog iets?"))}, "guidance"),
        (SIZE, {"constraints": (Constraint(". < 900", both("Kan dat?"), soft=True),)}, "guidance"),
        (KNOW, {"scale": labels_turned(AGREE)}, "direction_reversed"),
        (SAFE, {"scale": labels_turned(GRADE)}, "direction_reversed"),
        (KNOW, {"reverse": False}, "direction_reversed"),
        (SAFE, {"scale": scale(GRADE, maximum=7)}, "scale_length_changed"),
        (KNOW, {"scale": without(AGREE, "2")}, "scale_length_changed"),
        (HOW, {"scale": without(CHANNELS, "tel")}, "option_removed"),
        (HOW, {"scale": relabelled(CHANNELS, "app", nl="bericht")}, "labels_changed"),
        (HOW, {"scale": relabelled(CHANNELS, "app", en="message")}, "labels_changed"),
        (SAFE, {"scale": relabelled(GRADE, "5", nl="prima")}, "labels_changed"),
        (HOW, {"type": "select_one"}, "type_changed"),
        (SIZE, {"unit": "gezinnen"}, "type_changed"),
        (PLACES, {"top": 3}, "type_changed"),
        (KNOW, {"scale": scale(AGREE, level="nominal")}, "type_changed"),
        (SIZE, {"maximum": 500}, "check_changed"),
        (SIZE, {"required": False}, "check_changed"),
        (
            SIZE,
            {"constraints": (Constraint(". < 90", both("Zoveel?"), soft=True),)},
            "check_changed",
        ),
        (SIZE, {"constraints": (Constraint(". < 900", both("Zoveel?")),)}, "check_changed"),
        (SIZE, {"constraints": ()}, "check_changed"),
        (SIZE, {"missing": ()}, "missing_changed"),
        (KNOW, {"relevant": "${size} > 2"}, "route_changed"),
        (SAFE, {"mode": "group"}, "mode_changed"),
        (SIZE, {"referent": "case"}, "referent_changed"),
        (TOTAL, {"calculation": "${size} + 2"}, "calculation_changed"),
    ],
)
def test_one_change_is_one_class(item, keys, found):
    assert changed(item, **keys) == {item.id: (found,)}


def options(*codes):
    known = {option.code: option for option in CHANNELS.options}
    made = {"mail": Option("mail", both("post")), "call": Option("call", both("bel"))}
    return replace(CHANNELS, options=tuple((known | made)[code] for code in codes))


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (("app", "tel", "rest", "none", "mail"), ("options_added_last",)),
        (("app", "tel", "mail", "rest", "none"), ("options_added_last",)),
        (("app", "tel", "mail", "call", "rest", "none"), ("options_added_last",)),
        (("app", "mail", "tel", "rest", "none"), ("options_added",)),
        (("mail", "app", "tel", "rest", "none"), ("options_added",)),
        (("mail", "app", "tel", "call", "rest", "none"), ("options_added",)),
        (("tel", "app", "rest", "none"), ("options_reordered",)),
        (("app", "rest", "none"), ("option_removed",)),
        (("tel", "mail", "rest", "none"), ("options_added_last", "option_removed")),
    ],
)
def test_options_that_come_go_or_change_places(codes, found):
    assert changed(HOW, scale=options(*codes)) == {"how": found}


def test_an_option_offered_to_others_is_a_route_and_one_that_clears_others_a_check():
    offered = replace(CHANNELS.options[1], relevant="${size} > 5")
    cleared = replace(CHANNELS.options[1], exclusive=True)
    for option, found in ((offered, "route_changed"), (cleared, "check_changed")):
        given = CHANNELS.options[0], option, *CHANNELS.options[2:]
        assert changed(HOW, scale=replace(CHANNELS, options=given)) == {"how": (found,)}


def test_labels_that_only_changed_places_in_one_language_are_no_reversal():
    one = relabelled(relabelled(AGREE, "1", en="agree"), "3", en="disagree")
    assert changed(KNOW, scale=one) == {"know": ("labels_changed",)}


def test_a_translation_changes_nothing_for_those_asked_before():
    text = {"nl": KNOW.text["nl"]}
    assert classes(FORM, with_item(replace(KNOW, text=text))) == {"know": ("documentation",)}
    named = relabelled(GRADE, "1", en="very bad")
    assert changed(SAFE, scale=named) == {"safe": ("documentation",)}


def test_a_rename_leaves_what_refers_to_it_alone():
    after = renamed_item("size", replace(SIZE, id="members"))
    after = with_item(replace(KNOW, relevant="${members} > 1"), after)
    after = with_item(replace(TOTAL, calculation="${members} + 1"), after)
    tel = replace(CHANNELS.options[1], relevant="${members} > 3")
    given = replace(CHANNELS, options=(CHANNELS.options[0], tel, *CHANNELS.options[2:]))
    for one in (HOW, PLACES):
        after = with_item(replace(one, scale=given), after)
    sections = list(after.sections)
    sections[2] = replace(sections[2], repeat=replace(sections[2].repeat, count="${members}"))
    turns = dict.fromkeys(FORM.round_table.turns, "members")
    parts = replace(FORM.round_table, turns=turns)
    after = replace(after, sections=tuple(sections), round_table=parts)
    assert classes(after, renames={"size": "members"}) == {"size": ("renamed",)}
    unsaid = classes(after)
    assert unsaid["size"] == ("retired",)
    assert unsaid["members"] == ("new",)
    assert unsaid["know"] == ("route_changed",)


def test_a_name_within_quotes_is_no_reference():
    before = with_item(replace(KNOW, relevant="${size} != '${size}'"))
    after = renamed_item("size", replace(SIZE, id="members"), before)
    after = with_item(replace(KNOW, relevant="${members} != '${size}'"), after)
    assert "know" not in classes(after, before, {"size": "members"})


@pytest.mark.parametrize(
    "renames", [{"how": "why"}, {"nobody": "why"}, {"how": "nobody"}, {"how": "how"}]
)
def test_a_rename_that_cannot_be_is_none(renames):
    assert difference(FORM, FORM, renames).changes == ()


def test_two_items_never_become_one():
    before, after = only(HOW, WHY), only(replace(SIZE, id="both"))
    found = difference(before, after, {"how": "both", "why": "both"}).changes
    assert sorted((one.item, one.into) for one in found) == [("how", "both"), ("why", "")]


def test_two_items_may_trade_names():
    before = only(HOW, WHY)
    after = only(replace(HOW, id="why"), replace(WHY, id="how"))
    found = classes(after, before, {"how": "why", "why": "how"})
    assert found == {"how": ("renamed",), "why": ("renamed",)}


def test_the_whole_says_what_is_about_no_item():
    assert classes(replace(FORM, intro=both("Goedemorgen."))) == {"": ("frame",)}
    assert classes(replace(FORM, roles=("wijkagent",))) == {"": ("frame",)}
    assert classes(replace(FORM, closing=both("Tot ziens."))) == {"": ("documentation",)}
    assert classes(replace(FORM, minutes=40)) == {"": ("documentation",)}


def sections(*changes):
    """The form with keys of its sections changed: a number and the keys, for each."""
    whole = list(FORM.sections)
    for at, keys in changes:
        whole[at] = replace(whole[at], **keys)
    return replace(FORM, sections=tuple(whole))


def test_what_a_section_reads_aloud_is_frame_and_what_it_is_called_is_not():
    assert classes(sections((1, {"script": both("Daar gaan we.")}))) == {"": ("frame",)}
    assert classes(sections((1, {"title": both("Eerst")}))) == {"": ("documentation",)}
    assert classes(sections((0, {"id": "first"}))) == {"": ("documentation",)}
    assert classes(
        sections((2, {"repeat": replace(FORM.sections[2].repeat, label=both("idee"))}))
    ) == {"": ("frame",)}


def test_who_is_asked_a_section_is_a_route_of_each_of_its_items():
    route = ("route_changed",)
    found = classes(sections((0, {"relevant": "1 = 2"})))
    assert found == {"size": route, "know": route, "how": route, "total": route}
    assert classes(sections((2, {"repeat": None}))) == {"why": route}
    assert classes(sections((2, {"repeat": replace(FORM.sections[2].repeat, maximum=3)}))) == {
        "why": route
    }


def test_an_item_asked_once_instead_of_twice_is_another_route():
    assert classes(sections((3, {"items": ()})))["safe"] == ("route_changed",)


def test_an_item_that_differs_only_the_second_time_is_seen():
    other = replace(SAFE, text=both("Hoe veilig was het?"))
    assert classes(sections((3, {"items": (other,)}))) == {"safe": ("wording",)}


def test_an_item_in_another_section_moved_only_when_another_overtook_it():
    found = classes(
        sections((0, {"items": (SIZE, KNOW, HOW)}), (1, {"items": (TOTAL, SAFE, PLACES)}))
    )
    assert found == {"total": ("frame", "route_changed")}
    found = classes(sections((0, {"items": (KNOW, SIZE, HOW, TOTAL)})))
    assert len(found) == 1
    assert set(found.values()) == {("moved",)}


def test_sections_in_another_order_are_frame_too():
    one, two, *rest = FORM.sections
    found = difference(FORM, replace(FORM, sections=(two, one, *rest))).changes
    assert [(one.change, one.key) for one in found[0].details] == [("frame", "section.order")]
    assert {change.classes for change in found[1:]} == {("moved",)}


def longest_kept(order):
    """The most items that can stay: every choice of them tried."""
    for size in range(len(order), 0, -1):
        if any(list(some) == sorted(some) for some in combinations(order, size)):
            return size
    return 0


def test_no_more_items_are_called_moved_than_must_be():
    items = [replace(WHY, id=f"i{number}") for number in range(6)]
    before = only(*items)
    for order in permutations(range(6)):
        found = classes(only(*(items[at] for at in order)), before)
        assert set(found.values()) <= {("moved",)}
        assert len(items) - len(found) == longest_kept(order)
        rest = [at for at in order if items[at].id not in found]
        assert rest == sorted(rest)


@given(st.permutations([SIZE, KNOW, HOW, WHY, TOTAL, PLACES]), st.integers(0, 6), st.integers(0, 6))
def test_items_that_come_and_go_do_not_make_others_move(order, start, length):
    kept = order[start : start + length]
    found = classes(only(*kept), only(*order))
    assert set(found.values()) <= {("retired",)}
    assert set(classes(only(*order), only(*kept)).values()) <= {("new",)}


VERSIONS = st.sampled_from([FORM, *MUTANTS.values()])


@given(VERSIONS, VERSIONS)
def test_both_ways_round_the_same_items_differ(one, other):
    there, back = difference(one, other), difference(other, one)
    assert {frozenset((a.item, a.into)) for a in there.changes} == {
        frozenset((b.item, b.into)) for b in back.changes
    }
    assert bool(there.changes) == (fingerprint(one) != fingerprint(other))


def test_every_class_is_found_somewhere_in_these_tests():
    found = {name for one in MUTANTS.values() for names in classes(one).values() for name in names}
    found |= {
        name for one in MUTANTS.values() for names in classes(FORM, one).values() for name in names
    }
    elsewhere = {"renamed", "direction_reversed", "options_added", "options_added_last", "moved"}
    assert {one.id for one in CLASSES} <= found | elsewhere
