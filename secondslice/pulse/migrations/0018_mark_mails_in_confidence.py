from django.db import migrations
from django.db.models import Q


def mark(apps, _schema_editor):
    """Mark the mails to or about everybody who was ever asked in confidence: rather one too many."""
    Ask = apps.get_model("pulse", "Ask")
    Message = apps.get_model("messaging", "Message")
    people = Ask.objects.exclude(mode="named").values("contact__ref")
    of_questions = Q(kind__startswith="pulse.") | Q(kind__startswith="recovery.")
    Message.objects.filter(of_questions, about__in=people).update(in_confidence=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pulse", "0017_hidden_first_questions"),
        ("messaging", "0008_mails_in_confidence"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
