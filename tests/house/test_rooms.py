"""What strings hide from the import linter: relations, templates, job names and READMEs between rooms."""

import re

import pytest
from django.apps import apps
from django.db import models

from ndt.jobs import registry as jobs
from tests.house.tree import CODE, ROOMS, ROOT, modules

OURS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in CODE]


def room_of(model: type[models.Model]) -> str:
    return model._meta.app_label


def test_no_relation_goes_from_room_to_room_or_from_ndt_to_a_room():
    crossing = []
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                other = getattr(field, "related_model", None)
                if other is None or isinstance(other, str) or field.auto_created:
                    continue
                if room_of(other) in ROOMS and room_of(other) != room_of(model):
                    crossing.append(f"{model._meta.label}.{field.name} -> {other._meta.label}")

    assert crossing == []


def test_no_template_extends_or_includes_one_of_another_room():
    crossing = []
    for path in (ROOT / "templates").rglob("*.html"):
        room = path.relative_to(ROOT / "templates").parts[0]
        for used in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"'#]+)", path.read_text(encoding="utf-8")):
            owner = used.split("/")[0]
            if owner in ROOMS and owner != room:
                crossing.append(f"{path.relative_to(ROOT)} uses {used}")

    assert crossing == []


def test_no_template_writes_an_address_name_of_another_room():
    crossing = []
    for path in (ROOT / "templates").rglob("*.html"):
        room = path.relative_to(ROOT / "templates").parts[-2] if "emails" in path.parts else path.parts[-2]
        named = re.findall(r"{%\s*url\s+[\"']([a-z]+):", path.read_text(encoding="utf-8"))
        crossing += [f"{path.relative_to(ROOT)} links to {name}" for name in named if name in ROOMS and name != room]

    assert crossing == []


def test_every_job_kind_that_code_names_has_a_handler():
    named = {kind for module in modules(*CODE) for kind in re.findall(r"enqueue\(\s*kind=\"([a-z_.]+)\"", module.text)}

    assert named
    assert named <= set(jobs.kinds())


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_every_model_stands_in_the_readme_of_its_room(config):
    models = [model for model in config.get_models() if model.__module__.startswith(config.name)]
    own = [model.__name__ for model in models if not hasattr(model, "pgh_tracked_model")]  # a history explains itself
    if not own:
        return
    readme = ROOT / config.name.replace(".", "/") / "README.md"
    assert readme.exists(), f"{config.name} has models and no README"
    text = readme.read_text(encoding="utf-8")

    assert [name for name in own if name not in text] == []
