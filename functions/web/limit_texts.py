"""What is said when something was asked for too often: what goes on meanwhile, and until when."""

from functions.web.problem import Problem, problem

LIMITS: dict[str, Problem] = {
    "too-many-scans": problem(
        429,
        (
            "Trop de passages",
            "Cette caisse a dépassé sa limite de l’heure. Elle reprend à {retry_at}.",
        ),
        ("Too many scans", "This till is over its hourly limit. It resumes at {retry_at}."),
    ),
    "too-many-late-scans": problem(
        429,
        (
            "Beaucoup de passages en attente",
            "Cette caisse a envoyé beaucoup de passages notés sans réseau. La suite partira "
            "d’elle-même à {retry_at}\u202f; en attendant, vous pouvez scanner.",
        ),
        (
            "Many scans were waiting",
            "This till has sent many scans that were noted without network. The rest goes by "
            "itself from {retry_at} on; you can scan meanwhile.",
        ),
    ),
    "too-many-pins": problem(
        429,
        (
            "Trop d’essais",
            "Trop de codes essayés pour cette personne. De nouveau possible à {retry_at}.",
        ),
        (
            "Too many tries",
            "Too many PINs were tried for this person. Try again from {retry_at} on.",
        ),
    ),
    "too-many-acts": problem(
        429,
        (
            "Limite de l’heure atteinte",
            "Cette personne a atteint sa limite de l’heure pour offrir, annuler ou rembourser. "
            "De nouveau possible à {retry_at}\u202f; un collègue peut le faire.",
        ),
        (
            "Hourly limit reached",
            "This person has given, undone or refunded as often as an hour allows. Again from "
            "{retry_at} on; a colleague can do it.",
        ),
    ),
    "too-many-typed-codes": problem(
        429,
        (
            "Trop de codes tapés",
            "Trop de codes ont été tapés, ou de cartes cherchées, à cette caisse. "
            "Une carte peut toujours être scannée\u202f; "
            "taper un code sera de nouveau possible à partir de {retry_at}.",
        ),
        (
            "Too many typed codes",
            "Too many codes were typed, or cards searched for, at this till. Scans still work; "
            "typed codes do again at {retry_at}.",
        ),
    ),
    "too-many-corrections": problem(
        429,
        (
            "Trop de corrections aujourd’hui",
            "Les {allowed} corrections d’aujourd’hui sont faites. De nouveau possible demain. "
            "Rien n’a été enregistré.",
        ),
        (
            "Too many corrections today",
            "The {allowed} corrections of today are done. Again from tomorrow on. "
            "Nothing was written.",
        ),
    ),
    "too-many-tries": problem(
        429,
        (
            "Trop d’essais",
            "Trop de codes d’association ont été essayés. Réessayez dans une minute.",
        ),
        ("Too many tries", "Too many pairing codes were tried. Try again in a minute."),
    ),
    "too-many-joins": problem(
        429,
        (
            "Trop d’inscriptions",
            "Trop de cartes ont été demandées en une heure. Réessayez à partir de {retry_at}.",
        ),
        (
            "Too many new cards",
            "Too many cards were asked for in one hour. Try again from {retry_at} on.",
        ),
    ),
}
