"""Defence against spam without a third party: signed forms, a puzzle, rates, signs in the text."""
