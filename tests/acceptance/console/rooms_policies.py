"""A twin of the policies: one is in force, and what a candidate would have done is known beforehand."""

from __future__ import annotations

from typing_extensions import override

from antiphon.routing.v1 import policy_service_pb2 as policies
from antiphon.routing.v1 import policy_service_pb2_grpc as policy_grpc
from services.common.model import identity

TEXT = 'kind: policy\nname: care\nrules:\n  - {name: all, when: "true", queue: general, because: It came.}\n'


class Policies(policy_grpc.PolicyServiceServicer):
    """Remembers what it was asked to replay."""

    def __init__(self) -> None:
        self.setups: list[policies.ReplayPolicyRequest.Setup] = []

    @override
    async def GetPolicy(self, request, context):
        return policies.PolicyVersion(
            name="policies/care/versions/3",
            kind=policies.POLICY_KIND_POLICY,
            document="care",
            version=3,
            text=TEXT,
            active=True,
        )

    @override
    async def ListPolicyVersions(self, request, context):
        return policies.ListPolicyVersionsResponse(versions=[await self.GetPolicy(None, None)])

    @override
    async def GetShadowReport(self, request, context):
        return policies.ShadowReport()

    @override
    async def LintPolicy(self, request, context):
        return policies.LintPolicyResponse(entry_count=1)

    @override
    async def ReplayPolicy(self, request_iterator, context):
        keys = []
        async for piece in request_iterator:
            if piece.HasField("setup"):
                self.setups.append(piece.setup)
            keys += [each.mention.key for each in piece.items]
        yield policies.ReplayPolicyResponse(decided_count=len(keys), report=_report(keys))


def _report(keys):
    report = policies.ReplayReport(mention_count=len(keys), changed_count=1)
    sides = (("care@3", report.live, (4, 0)), ("care@0", report.candidate, (3, 1)))
    for name, side, counts in sides:
        side.policy, side.watched_count = name, 2
        side.load_minutes.extend([0.0] * 9 + [16.0, 12.0] + [0.0] * 13)
        for queue, count in zip(("general", "press"), counts, strict=True):
            told = side.queues.add(queue=queue, item_count=count, answered_count=count, deadline_count=count)
            told.deadline_met_count = count // 2
            told.wait_p50.FromSeconds(90 * count)
            told.wait_p95.FromSeconds(600 * count)
    report.differences.add(
        live="general",
        candidate="press",
        live_rule="all",
        candidate_rule="grave",
        count=1,
        mention_keys=keys[:1],
        mentions=[identity.mention_name(key) for key in keys[:1]],
    )
    return report
