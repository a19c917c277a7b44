"""Published cohort models, written in the language: their figures, digit by digit."""
