"""`python -m rencontres_feeds`: the same as the command `rencontres-feeds`."""

from rencontres_feeds.cli import main

if __name__ == "__main__":
    main()
