"""The alert rules are rules, of metrics that exist; each is explained in the runbook."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
import yaml

from bot.app.metering import Metrics
from bot.web.health import Reason
from tests.deploy.containerfiles import DEPLOY

RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")


def _series() -> set[str]:
    return {sample.name for family in Metrics().registry.collect() for sample in family.samples} | {
        f"{family.name}_bucket" for family in Metrics().registry.collect() if family.type == "histogram"
    }


@pytest.mark.promise("metrics")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_that_an_alert_has_its_form_its_metric_and_its_page(rule: dict[str, Any]) -> None:
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Rangkul[A-Za-z]+", rule["alert"])
    assert re.fullmatch(r"[0-9]+[smh]", rule.get("for", "1m"))
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["runbook"] == f"deploy/runbook.md#{rule['alert'].lower()}"
    assert f"### {rule['alert']}\n" in RUNBOOK
    assert rule["expr"].count("(") == rule["expr"].count(")")
    named = {*re.findall(r"rangkul_\w+", rule["expr"])}
    assert named
    assert named <= _series() | {"rangkul_model_state", "rangkul_queue_oldest_seconds", "rangkul_lease_held"}


def test_that_alerts_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len({*names})
    assert {*re.findall(r"^### (Rangkul\w+)$", RUNBOOK, re.MULTILINE)} == {*names}


@pytest.mark.promise("health-tells-why")
def test_that_every_reason_is_explained() -> None:
    assert {*re.findall(r"^\| `(\w+)` \|", RUNBOOK, re.MULTILINE)} == {*get_args(Reason)}
