"""What each part of the desk adds to the one table of tests/policy.py: a module for each part.

A module may hold
- `ROUTES`: endpoint → PUBLIC, TENANTLESS, OPEN_DESK or the action that the desk view asks for;
- `THINGS`: kind → maker(factory, slug, text) → (id, slug): makes a thing of the portal `slug` that shows `text`,
  for the routes of the blueprint `desk_<kind>` with `<int:object_id>`;
- `VALUES`: endpoint → {name of a part of the address: value}, where the usual ones do not fit;
- `FRESH`: endpoint → maker(factory, slug) → id: for routes that take their thing away, made anew for each case;
- `SCREENS`: kinds of the shared screens that it adds, each with a maker in `THINGS`: guarded like all others;
- `OWN`: endpoints where an author is refused (403) on what somebody else wrote.
"""
