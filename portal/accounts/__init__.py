"""Who is this: people, their roles in each portal, signing in."""
