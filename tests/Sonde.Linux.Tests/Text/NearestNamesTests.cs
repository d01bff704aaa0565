using Sonde.Linux.Text;

namespace Sonde.Linux.Tests.Text;

/// <summary>What a user may have meant, of the names that there are.</summary>
public sealed class NearestNamesTests
{
    [Theory]
    [InlineData("chekcout", "checkout")]
    [InlineData("cart", "cart-7d9 shop/cart")]
    [InlineData("postgres-00", "postgres")]
    [InlineData("sonde-test-f104208a5c82x", "sonde-test-f104208a5c82")]
    [InlineData("nothing-like-it", "")]
    public void They_are_alike_and_no_few_letters_of_a_long_word(string word, string names) =>
        Assert.Equal(names, string.Join(' ', NearestNames.Find(word, ["a", "sonde", "checkout", "cart-7d9", "shop/cart", "postgres", "sonde-test-f104208a5c82"], 3)));
}
