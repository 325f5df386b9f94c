import { DomainError } from "#lib/domain/errors.ts";
import type { WorkflowDefinition } from "./definition.ts";

/** The definition of a type. An unknown one is refused with a list of those that exist. */
export function findWorkflow(workflows: readonly WorkflowDefinition[], type: string): WorkflowDefinition {
  const found = workflows.find((workflow) => workflow.type === type);
  if (found) return found;
  const known = workflows.map((workflow) => workflow.type);
  throw new DomainError("workflow_unknown", `There is no workflow "${type}". There are: ${known.join(", ")}.`, {
    known,
  });
}

/** The catalog's workflows, proven to be of one mind: types and step names are unique, every run can end. */
export function checkWorkflows(workflows: readonly WorkflowDefinition[]): readonly WorkflowDefinition[] {
  const complaints = [
    ...duplicates(workflows.map((workflow) => workflow.type)).map((type) => `the type "${type}" is there twice`),
    ...workflows.flatMap(({ type, steps }) => [
      ...duplicates(steps.map((step) => step.name)).map((name) => `"${type}" has the step "${name}" twice`),
      ...(steps.length === 0 ? [`"${type}" has no steps`] : []),
    ]),
  ];
  if (complaints.length > 0)
    throw new DomainError("configuration_invalid", `The workflow registry is wrong: ${complaints.join("; ")}.`);
  return workflows;
}

const duplicates = (names: string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);
