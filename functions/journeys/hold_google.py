"""A card in Google Wallet: saved by a link, and retired there once it was replaced.

An object cannot be deleted at Google. The old one is overwritten with what a void pass says and
set inactive, from the same mark on the card as any other news; only then is the card in no Google
Wallet any more. Whoever saves the new card before that has the old one retired at once.
"""

from functions.failures import WalletRefused
from functions.journeys import face
from functions.journeys.void_face import void_content
from functions.ports import Services
from functions.records import HeldCard
from loyalty.program import Program
from passes.content import PassContent


def save(services: Services, program: Program, held: HeldCard) -> str:
    """The link that saves the card; raises ``WalletRefused``."""
    is_open = services.google.waiting_for is None
    if is_open and is_old(held):
        told = services.google.tell(void(program, held), held)
        if not told.done:
            raise WalletRefused(told.reason)
    link = services.google.save_link(face.content(services, program, held), services.clock())
    if is_open:
        services.outbox.attach(held, "google", attached=True)
    return link


def is_old(held: HeldCard) -> bool:
    """Whether Google Wallet has a card that was replaced since."""
    return "google" in held.wallets and held.google_generation < held.generation


def void(program: Program, held: HeldCard) -> PassContent:
    """What that one is to say from now on."""
    language = face.language_of(program, held)
    return void_content(program, held, held.google_generation, language)
