"""Let `python -m wbp_survey` do what `wbp` does."""

from wbp_survey.cli.main import run

if __name__ == "__main__":
    run()
