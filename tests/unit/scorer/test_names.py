"""Names of brands carry no feeling."""

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.scorer.core.brands import BrandNames
from services.scorer.core.names import NO_NAMES, compile_names
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader
from tests.unit.scorer import oracle


@pytest.fixture
def vader():
    return Vader(masked=True)


def feelings(vader, text, *names):
    reading = vader.read(text, compile_names(frozenset(names)))
    return [text[start:end] for start, end, _ in reading.carriers]


def test_a_brand_called_united_is_no_compliment(vader):
    text = "United lost my bag, #united! UNITED, united's crew and uniteds. thanks"
    assert feelings(vader, text) == ["United", "lost", "united", "UNITED", "thanks"]
    assert feelings(vader, text, "United") == ["lost", "thanks"]


def test_a_masked_name_scores_as_an_unknown_word_of_the_same_case(vader):
    names = compile_names(frozenset({"united"}))
    for text in (
        "UNITED sucks",
        "united SUCKS",
        "united is not united good",
        "UNITED SUCKS",
        "no united good",
    ):
        unknown = text.replace("UNITED", "ZZZZZZ").replace("united", "zzzzzz")
        assert polarity([vader.read(text, names)]) == oracle.published(unknown)


def test_a_name_of_several_words_is_masked_only_as_a_whole(vader):
    assert feelings(vader, "Best Buy has the best price, to buy it", "Best Buy") == ["best"]
    assert feelings(vader, "my best buy's warranty", "Best Buy") == []
    assert feelings(vader, "buy best", "Best Buy") == ["best"]


def test_names_that_modify_are_masked_too(vader):
    assert vader.read("Total great", compile_names(frozenset({"Total"}))).valences == [3.1]
    assert vader.read("Never bad", compile_names(frozenset({"never"}))).valences == [-2.5]


def test_a_shop_called_but_turns_nothing_around(vader):
    names = compile_names(frozenset({"But"}))
    assert polarity([vader.read("Good but bad. But good", names)]) == oracle.published(
        "Good qzx bad. Qzx good"
    )


def test_names_no_rule_reacts_to_cost_nothing():
    names = compile_names(frozenset({"JetBlue", "Southwest Airlines", "", "!"}))
    assert not names.traps


def test_names_do_not_reach_into_emoji(vader):
    assert feelings(vader, "united 😀 grinning", "united", "grinning") == ["😀"]


def test_names_around_emoji_keep_their_places(vader):
    text = "😀 united happy 😀united best buy happy"
    assert feelings(vader, text, "united", "best buy") == ["😀", "happy", "😀", "happy"]


def mention(*brands):
    return mention_pb2.Mention(matches=[mention_pb2.Match(brand=brand) for brand in brands])


def brand(name, **names):
    return events_pb2.BrandFact(name=f"brands/{name}", **names)


def test_the_names_of_all_matched_brands_are_masked(vader):
    facts = {
        "united": brand("united", display_name="United", aliases=["friendly skies"]),
        "smile": brand("smile", handles=["smile"]),
    }
    names = BrandNames(facts)
    text = "united friendly skies smile friendly"
    assert len(vader.read(text, names.of(mention("brands/united"))).carriers) == 2
    assert len(vader.read(text, names.of(mention("brands/united", "brands/smile"))).carriers) == 1
    assert len(vader.read(text, names.of(mention("brands/smile"), ["friendly"])).carriers) == 1
    assert names.of(mention("brands/unknown")) is NO_NAMES
    assert names.of(mention("brands/united")) is names.of(mention("brands/united"))


def test_a_change_of_the_facts_is_seen_once_the_old_names_are_forgotten(vader):
    facts = {}
    names = BrandNames(facts)
    assert names.of(mention("brands/united")) is NO_NAMES
    facts["united"] = brand("united", display_name="United")
    names.forget()
    assert names.of(mention("brands/united")).traps


def test_names_are_also_known_by_their_words():
    names = compile_names(frozenset({"@BestBuy", "Best Buy's"}))
    assert names.words == {"bestbuy", "best", "buy"}
