namespace Sonde.Linux.Dwarf;

/// <summary>One attribute of an <see cref="Abbreviation"/>.</summary>
/// <param name="Attribute">What it says.</param>
/// <param name="Form">How its value is stored.</param>
/// <param name="Constant">The value itself for <see cref="DwarfForm.ImplicitConstant"/>.</param>
internal readonly record struct AttributeShape(DwarfAttribute Attribute, DwarfForm Form, long Constant);
