"""Collect the texts of our own tree for translation; a changed text is translated anew, never guessed."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command, without fuzzy matching: a guess would show a family the wrong English."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
