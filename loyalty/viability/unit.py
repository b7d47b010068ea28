"""What one unit of what a card counts costs the shop in the end."""

from fractions import Fraction

from loyalty.program import Program


def unit_cost_minor(program: Program, basket_minor: int) -> Fraction:
    """The cost of one stamp, one point or one cent of credit, with baskets of that size.

    A stamp is its share of all that a round gives; a point is worth the reward that costs the
    shop least for each; a cent is a cent. 0 where nothing is counted, or no reward has a price.
    """
    if rule := program.stamps:
        given = (rule.reward, *(step.reward for step in rule.ladder))
        costs = (program.reward(reward).true_cost_minor(basket_minor) for reward in given)
        return Fraction(sum(costs), rule.threshold)
    if program.points:
        return min(
            (
                Fraction(reward.true_cost_minor(basket_minor), reward.points)
                for reward in program.rewards
                if reward.points
            ),
            default=Fraction(0),
        )
    return Fraction(1 if program.cashback else 0)
