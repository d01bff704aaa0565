using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>A map of each moment is what a dictionary of its own would be, whatever comes after.</summary>
public sealed class StepMapTests
{
    [Fact]
    public void Each_moment_keeps_its_own_entries()
    {
        var random = new Random(20260102);
        var map = new StepMap<int, string>(Enumerable.Range(0, 300).ToDictionary(key => key, key => $"first {key}"));
        var expected = map.Keys.ToDictionary(key => key, key => $"first {key}");
        List<(StepMap<int, string> Map, Dictionary<int, string> Expected)> moments = [];
        for (int step = 0; step < 200; step++)
        {
            for (int i = random.Next(8); i >= 0; i--)
            {
                int key = random.Next(400);
                if (random.Next(3) == 0)
                {
                    Assert.Equal(expected.Remove(key, out string? gone), map.Remove(key, out string? removed));
                    Assert.Equal(gone, removed);
                }
                else
                {
                    map[key] = expected[key] = $"{step} {key}";
                }
            }

            moments.Add((map, new(expected)));
            map = map.Next();
        }

        foreach ((StepMap<int, string> one, Dictionary<int, string> own) in moments)
        {
            Assert.Equal(own.Count, one.Count);
            Assert.Equal(own.Keys.Order(), one.Keys.Order());
            Assert.Equal(own.Values.Order(StringComparer.Ordinal), one.Values.Order(StringComparer.Ordinal));
            Assert.All(Enumerable.Range(0, 400), key => Assert.Equal(own.GetValueOrDefault(key), one.GetValueOrDefault(key)));
        }
    }
}
