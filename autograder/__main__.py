"""The program `autograder`. A worker loads the module that its engine was started from, so this one loads nothing."""


def main() -> None:
    from autograder.startup import skip_grammar

    skip_grammar()
    from autograder.cli import main as commands

    commands()


if __name__ == "__main__":
    main()
