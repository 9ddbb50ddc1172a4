"""From the tables of official files to facts, with nothing guessed."""
