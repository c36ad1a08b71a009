"""The follower of `chaos.crashing`."""

from __future__ import annotations

from chaos.crashing import arm_follower
from portal.follower import main

if __name__ == "__main__":
    arm_follower()
    main()
