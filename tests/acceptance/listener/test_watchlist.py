"""Brands, queries and sources through the listener's own interface."""

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.bus import ReferenceReader
from services.common.model.principal import Principal
from services.common.rpc import errors
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


async def test_a_brand_is_created_listed_and_deleted_with_its_queries(stub, acme):
    assert acme.name == "brands/acme"
    assert acme.HasField("create_time")
    assert list((await stub.ListBrands(api.ListBrandsRequest())).brands) == [acme]
    queries = (await stub.ListQueries(api.ListQueriesRequest(parent="brands/-"))).queries
    assert [query.name for query in queries] == ["brands/acme/queries/name"]
    await stub.DeleteBrand(api.DeleteBrandRequest(name=acme.name))
    assert not (await stub.ListQueries(api.ListQueriesRequest(parent="brands/-"))).queries
    assert (await refusal(stub.GetBrand(api.GetBrandRequest(name=acme.name)))).reason == "NOT_FOUND"


async def test_a_brand_reaches_every_replica_as_a_fact_and_is_withdrawn(stub, acme, bus):
    reader = ReferenceReader(bus)
    await reader.start()
    await eventually(lambda: "acme" in reader.brands)
    assert list(reader.brands["acme"].aliases) == ["Acme Air"]
    assert "sandbox" in reader.capabilities
    await stub.DeleteBrand(api.DeleteBrandRequest(name=acme.name))
    await eventually(lambda: "acme" not in reader.brands)
    await reader.stop()


async def test_names_that_are_taken_are_refused(stub, acme):
    taken = api.CreateBrandRequest(brand_id="acme", brand=api.Brand(display_name="Other"))
    assert (await refusal(stub.CreateBrand(taken))).reason == "ALREADY_EXISTS"


async def test_a_query_that_cannot_be_read_is_refused_at_its_column(stub, acme):
    query = api.Query(expression='acme "air')
    request = api.CreateQueryRequest(parent=acme.name, query_id="bad", query=query)
    refused = await refusal(stub.CreateQuery(request))
    assert refused.metadata["field"] == "query.expression"
    assert "column 6" in refused.message


async def test_pages_follow_each_other_to_the_end(stub):
    for number in range(5):
        brand = api.Brand(display_name=f"B{number}")
        await stub.CreateBrand(api.CreateBrandRequest(brand_id=f"b{number}", brand=brand))
    names, token = [], ""
    while True:
        page = await stub.ListBrands(api.ListBrandsRequest(page_size=2, page_token=token))
        names += [brand.name for brand in page.brands]
        token = page.next_page_token
        if not token:
            break
    assert names == [f"brands/b{number}" for number in range(5)]
    foreign = api.ListSourcesRequest(
        page_token=(await stub.ListBrands(api.ListBrandsRequest(page_size=1))).next_page_token
    )
    assert (await refusal(stub.ListSources(foreign))).metadata["field"] == "page_token"


async def test_a_source_with_settings_its_type_does_not_have_is_refused(stub):
    source = api.Source(type="rss", config={"url": "https://example.org/feed", "colour": "red"})
    refused = await refusal(stub.CreateSource(api.CreateSourceRequest(source_id="feed", source=source)))
    assert "colour" in refused.metadata["field"]


async def test_a_caller_sees_only_brands_of_their_own(listener, stub, acme):
    bob = listener.stub(Principal("bob", "user", frozenset({"lead"}), frozenset({"zoo"})))
    assert not (await bob.ListBrands(api.ListBrandsRequest())).brands
    assert (await refusal(bob.GetBrand(api.GetBrandRequest(name=acme.name)))).reason == "NOT_PERMITTED"


NAME = "brands/acme/queries/name"


def change(expression, etag="", managed_in="", **more):
    query = api.Query(name=NAME, expression=expression, etag=etag, managed_in=managed_in, owner="Jo")
    return api.UpdateQueryRequest(query=query, **more)


async def test_a_query_is_changed_where_it_is_still_as_it_was_seen(stub, acme):
    (before,) = (await stub.ListQueries(api.ListQueriesRequest(parent=acme.name))).queries
    changed = await stub.UpdateQuery(change("akme", before.etag))
    assert (changed.expression, changed.owner, changed.etag != before.etag) == ("akme", "Jo", True)
    refused = await refusal(stub.UpdateQuery(change("akmé", before.etag)))
    assert (refused.reason, refused.metadata["etag"]) == ("STALE_VERSION", changed.etag)
    missing = api.UpdateQueryRequest(query=api.Query(name=f"{acme.name}/queries/none", expression="x"))
    assert (await refusal(stub.UpdateQuery(missing))).reason == "NOT_FOUND"
    wrong = await refusal(stub.UpdateQuery(change('"akme')))
    assert wrong.metadata["field"] == "query.expression"


async def test_a_query_that_is_kept_in_a_file_is_changed_from_there_only(stub, acme):
    file = "queries/acme.yaml"
    await stub.UpdateQuery(change("akme", managed_in=file))
    refused = await refusal(stub.UpdateQuery(change("other")))
    assert (refused.reason, file in refused.message) == ("WRONG_STATE", True)
    assert (await refusal(stub.DeleteQuery(api.DeleteQueryRequest(name=NAME)))).reason == "WRONG_STATE"
    assert (await stub.UpdateQuery(change("akme", managed_in=file))).managed_in == file
    assert (await stub.UpdateQuery(change("akme", take_over=True))).managed_in == ""
    await stub.UpdateQuery(change("akme", managed_in=file))
    await stub.DeleteQuery(api.DeleteQueryRequest(name=NAME, managed_in=file))
    assert not (await stub.ListQueries(api.ListQueriesRequest(parent=acme.name))).queries


async def test_a_query_is_explained_before_it_listens(stub, acme):
    asked = api.ExplainQueryRequest(expression="acme -jobs", must_not_match=["acme parade"])
    told = await stub.ExplainQuery(asked)
    assert told.reading == "mentions of acme, not jobs"
    assert {"rss", "x"} <= {part.network for part in told.parts}
    assert (told.results[0].passed, list(told.suggested_expressions)) == (False, ["acme -jobs -parade"])
    refused = await refusal(stub.ExplainQuery(api.ExplainQueryRequest(expression="acme OR")))
    assert (refused.reason, "column 6" in refused.message) == ("INVALID_FIELD", True)
