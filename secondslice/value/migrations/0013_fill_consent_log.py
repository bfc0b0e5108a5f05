import hashlib

from django.db import migrations


def fill(apps, schema_editor):
    """What is known of earlier consents begins the log: the words as they stand, when the author was asked and agreed."""
    wording = apps.get_model("value", "Wording")
    event = apps.get_model("value", "ConsentEvent")
    found = apps.get_model("value", "Testimonial").objects.exclude(words="")
    for one in found.select_related("contact", "customer", "ask").iterator(200):
        common = {"workspace_id": one.workspace_id, "testimonial": one}
        wording.objects.create(
            **common, number=1, words=one.words, origin="said", state="stands", at=one.at, decided_at=one.at
        )
        if one.state not in {"asked", "published"}:
            continue
        lines = "\n".join(one.words.splitlines())
        common["digest"] = hashlib.sha256(lines.encode()).hexdigest()
        if one.asked_at:
            event.objects.create(**common, kind="asked", how="us", at=one.asked_at)
        if one.state == "published":
            named = {"full": one.contact.name, "role": one.ask.role.capitalize()}.get(one.under, "")
            signed = ", ".join(part for part in (named, one.customer.name) if part)
            event.objects.create(
                **common,
                kind="approved",
                how="link",
                at=one.published_at,
                places="storefront bulletin" if one.in_bulletin else "storefront",
                under=one.under,
                signed="" if one.under == "nobody" else signed,
                until=one.until,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('value', '0012_consent_log'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
