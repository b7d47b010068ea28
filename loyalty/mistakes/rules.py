"""Every mistake that a program file can make, in one table."""

from loyalty.language import Language
from loyalty.mistakes import catalogue, clarity, cost, launching, reach, speaking, steering
from loyalty.mistakes.mistake import Mistake, Rule
from loyalty.mistakes.stacking import stacked
from loyalty.mistakes.voice import voice_of
from loyalty.program import Program

RULES: tuple[Rule, ...] = (
    Rule(
        "M1",
        fr="La règle ne se comprend pas en cinq secondes.",
        en="The rule cannot be grasped in five seconds.",
        find=clarity.too_long,
    ),
    Rule(
        "M2",
        fr="Il faut une calculatrice pour savoir ce que rapporte un achat.",
        en="It takes a calculator to know what a purchase brings.",
        find=clarity.odd_rate,
    ),
    Rule(
        "M3",
        fr="Une récompense paraît dérisoire.",
        en="A reward seems cheap.",
        find=cost.seems_cheap,
    ),
    Rule(
        "M3",
        fr="Une récompense paraît impossible à obtenir.",
        en="A reward seems impossible to get.",
        find=reach.unreachable,
    ),
    Rule(
        "M3",
        fr="Une récompense vaut moins pour vos clients que ce qu’elle vous coûte.",
        en="A reward is worth less to your customers than it costs you.",
        find=cost.seems_worthless,
    ),
    Rule(
        "M4",
        fr="La récompense porte sur un article que vos meilleurs clients n’achètent pas.",
        en="The reward is for an item that your best customers do not buy.",
        find=catalogue.irrelevant,
    ),
    Rule(
        "M5",
        fr="Après le lancement, plus personne ne parle du programme.",
        en="After the launch nobody speaks of the program any more.",
        find=launching.forgotten,
    ),
    Rule(
        "M6",
        fr="Ceux qui ne viennent plus n’entendent rien de vous.",
        en="Those who have stopped coming hear nothing from you.",
        find=speaking.silent,
    ),
    Rule(
        "M7",
        fr="Vous supposez ce que veulent vos clients.",
        en="You assume what your customers want.",
        find=launching.assumed,
    ),
    Rule(
        "M8",
        fr="Le programme coûte plus qu’il ne peut rapporter.",
        en="The program costs more than it can bring.",
        find=cost.loses_money,
    ),
    Rule(
        "M9",
        fr="Un lancement discret passe inaperçu.",
        en="A quiet launch goes unnoticed.",
        find=launching.quiet,
    ),
    Rule(
        "M10",
        fr="Tous vos clients reçoivent les mêmes messages.",
        en="All your customers get the same messages.",
        find=speaking.same_for_all,
    ),
    Rule(
        "M11",
        fr="Un message sans rien de personnel ne parle à personne.",
        en="A message with nothing personal speaks to nobody.",
        find=speaking.generic,
    ),
    Rule(
        "M12",
        fr="Des remises s’empilent.",
        en="Discounts pile up.",
        find=stacked,
    ),
    Rule(
        "M13",
        fr="Vous pilotez sans repère.",
        en="You steer without a mark.",
        find=steering.blind,
    ),
    Rule(
        "A21",
        fr="La première récompense est loin.",
        en="The first reward is far away.",
        find=reach.far,
    ),
    Rule(
        "A22",
        fr="Le premier niveau ne donne rien.",
        en="The first tier gives nothing.",
        find=catalogue.empty_tier,
    ),
    Rule(
        "B9",
        fr="Un avantage coûte trop par rapport à ce qui est dépensé.",
        en="One advantage costs too much for what is spent.",
        find=cost.one_too_dear,
    ),
    Rule(
        "B13",
        fr="Il n’y a que des remises.",
        en="There is nothing but discounts.",
        find=catalogue.discounts_only,
    ),
)


def check(program: Program, language: Language | None = None) -> tuple[Mistake, ...]:
    """Every mistake of a program, in the table's order, said in that language or the shop's own.

    Nothing here stops a program from working; what does is refused when its file is read.
    """
    voice = voice_of(program, language or program.language)
    return tuple(
        Mistake(
            row=rule.row,
            path=found.path,
            what=voice(fr=rule.fr, en=rule.en),
            figure=found.figure,
            cure=found.cure,
        )
        for rule in RULES
        for found in rule.find(program, voice)
    )
