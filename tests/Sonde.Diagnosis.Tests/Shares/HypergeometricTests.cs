using System.Numerics;
using Sonde.Diagnosis.Shares;

namespace Sonde.Diagnosis.Tests.Shares;

/// <summary>The exact test, against sums of whole numbers.</summary>
public sealed class HypergeometricTests
{
    [Fact]
    public void Is_the_share_of_all_draws()
    {
        for (int all = 1; all <= 14; all++)
        {
            for (int chosen = 0; chosen <= all; chosen++)
            {
                var test = new Hypergeometric(all, chosen);
                for (int marked = 0; marked <= all; marked++)
                {
                    for (int hits = 0; hits <= all + 1; hits++)
                    {
                        BigInteger draws = 0;
                        for (int k = hits; k <= all; k++)
                            draws += Choose(marked, k) * Choose(all - marked, chosen - k);
                        Assert.Equal((double)draws / (double)Choose(all, chosen), test.AtLeast(hits, marked), 12);
                    }
                }
            }
        }
    }

    [Fact]
    public void Keeps_its_digits_where_chances_are_small()
    {
        // All nine that fail are the nine of one node, of 225: one draw of C(225, 9).
        double exact = 1 / (double)Choose(225, 9);
        Assert.Equal(1, new Hypergeometric(225, 9).AtLeast(9, 9) / exact, 9);
        Assert.Equal(1, new Hypergeometric(50_000, 60).AtLeast(60, 70) / Math.Exp(BigInteger.Log(Choose(70, 60)) - BigInteger.Log(Choose(50_000, 60))), 6);
    }

    private static BigInteger Choose(int from, int take)
    {
        if (take < 0 || take > from)
            return 0;
        BigInteger result = 1;
        for (int i = 1; i <= take; i++)
            result = result * (from - take + i) / i;
        return result;
    }
}
