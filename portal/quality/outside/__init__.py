"""Links that leave the portal: which there are and where they stand (`keeping`), what servers said of them
(`verdicts`), what of it the board shows (`queries`). Asking the servers is `portal.quality.asking`'s part."""
