namespace Sonde.Diagnosis.Model;

/// <summary>One owner of an object (<c>metadata.ownerReferences[]</c>).</summary>
/// <param name="Owner">The owner; it lives in the same namespace, or in none.</param>
/// <param name="Uid">The owner's uid: another object of the same name is not the owner.</param>
/// <param name="IsController">The owner that manages the object; at most one.</param>
public sealed record OwnerReference(ObjectRef Owner, string Uid, bool IsController);
