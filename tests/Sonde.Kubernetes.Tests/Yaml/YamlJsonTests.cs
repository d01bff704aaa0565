using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes.Tests.Yaml;

public sealed class YamlJsonTests
{
    private static string[] Json(string yaml) =>
        [.. YamlJson.Documents(new StringReader(yaml)).Select(d => Encoding.UTF8.GetString(d.Span))];

    [Fact]
    public void Mappings_and_sequences_become_objects_and_arrays() => Assert.Equal(
        ["""{"a":{"b":[1,{"c":"d"},[]],"e":{}}}"""],
        Json("a:\n  b:\n  - 1\n  - c: d\n  - []\n  e: {}\n"));

    [Theory]
    [InlineData("true", "true")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("\"yes\"", "\"yes\"")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("null", "null")]
    [InlineData("12", "12")]
    [InlineData("-7", "-7")]
    [InlineData("0777", "511")]
    [InlineData("0o17", "15")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x1F", "-31")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData(".5", "0.5")]
    [InlineData("08", "8")]
    [InlineData("100m", "\"100m\"")]
    [InlineData("1Gi", "\"1Gi\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData(".nan", "\".nan\"")]
    [InlineData("-", "[null]")]
    [InlineData("2026-01-01T00:00:00Z", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("|-\n  a\n  b", "\"a\\nb\"")]
    [InlineData(">-\n  a\n  b", "\"a b\"")]
    public void Scalars_have_the_types_that_kubernetes_gives_them(string yaml, string json) =>
        Assert.Equal([$$"""{"x":{{json}}}"""], Json(yaml == "-" ? "x:\n-" : $"x: {yaml}"));

    [Fact]
    public void Documents_are_kept_apart_and_empty_ones_left_out() =>
        Assert.Equal(["""{"a":1}""", """{"b":2}"""], Json("---\n# nothing\n---\na: 1\n---\n---\nb: 2\n...\n"));

    [Fact]
    public void Json_is_yaml_too() => Assert.Equal(["""{"a":[1,"\t"]}"""], Json("{\"a\": [1, \"\\t\"]}"));

    [Fact]
    public void Aliases_repeat_what_has_the_anchor() => Assert.Equal(
        ["""{"a":{"x":[1,2]},"b":{"x":[1,2]},"c":[1,2]}"""],
        Json("a: &a\n  x: &x [1, 2]\nb: *a\nc: *x\n"));

    [Fact]
    public void A_merge_key_gives_only_what_the_mapping_does_not_have_itself() => Assert.Equal(
        ["""{"base":{"a":1,"b":{"c":2}},"top":{"a":9,"b":{"c":2}}}"""],
        Json("base: &base {a: 1, b: {c: 2}}\ntop:\n  <<: *base\n  a: 9\n"));

    [Fact]
    public void Merge_keys_take_lists_and_inherit() => Assert.Equal(
        ["""{"one":{"a":1},"two":{"b":2,"a":1},"all":{"b":2,"a":1,"c":3}}"""],
        Json("one: &one {a: 1}\ntwo: &two {<<: *one, b: 2}\nall:\n  <<: [*two, {c: 3, b: 4}]\n"));

    [Theory]
    [InlineData("a: [1, 2", "line ")]
    [InlineData("a: b: c", "line 1")]
    [InlineData("a: *nobody", "has no anchor")]
    [InlineData("? [a, b]\n: c", "no scalar")]
    [InlineData("<<: 3", "merge key")]
    [InlineData("a:\n\t- b", "line 1")]
    public void What_is_wrong_is_said_with_its_place(string yaml, string part) =>
        Assert.Contains(part, Assert.Throws<YamlException>(() => Json(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        StringBuilder yaml = new("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++)
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("repeat more than", Assert.Throws<YamlException>(() => Json(yaml.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_has_a_limit() => Assert.Contains(
        "nested deeper", Assert.Throws<YamlException>(() => Json(new string('[', 5000))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("\uFEFF \n[1]", true)]
    [InlineData("a: {}", false)]
    [InlineData("", false)]
    public void Json_is_recognised(string text, bool isJson) =>
        Assert.Equal(isJson, YamlJson.LooksLikeJson(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Any_text_is_json_or_an_error_with_a_line() => Prop.ForAll(
        Gen.Elements("a", ":", " ", "\n", "- ", "&x ", "*x", "<<: ", "{", "}", "[", "]", ",", "'", "\"", "|", "!!str ", "\t", "#", "---\n", "1", "%", "?", "\u0000", "é")
            .ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            try
            {
                foreach (string json in Json(text))
                    JsonDocument.Parse(json, YamlJson.ReadOptions).Dispose();
            }
            catch (YamlException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }).Holds(2000);
}
