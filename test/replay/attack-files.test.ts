import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incidentSentence } from '../../lib/core/alert/incident-sentence.ts';
import { epochMs } from '../../lib/core/units.ts';
import { attackFiles, recordsOf } from '../support/attack-files.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { samplesDir } from '../support/samples.ts';
import { hijacked } from '../support/source-lines.ts';
import { incidentsOf, instant, ordinaryDays, tellStory } from '../support/source-story.ts';

if (samplesDir === undefined) console.warn('no samples folder: recorded attacks are not replayed');

/** Whom the records of the published attacks are about, and why none of them may raise an incident here. */
const NO_FUNCTION_BEHIND = [
  ['stratus-red-team-ec2-get-password-data-role', 'a role of virtual machines: Nightjar watches functions'],
  ['stratus-red-team-ec2-steal-credentials-role', 'credentials of a virtual machine'],
  ['stratus-red-team-get-usr-data-role', 'a session that a tool named after itself'],
  ['role-session:test-role/cli', 'a person with a role'],
  ['c7nbot', 'an operator in the console'],
] as const;

describe.skipIf(samplesDir === undefined)('recorded attacks, as they are', () => {
  it('replay end to end without an incident, even without learning: no caller is a function that does what it should not', async () => {
    const run = await runNightjar(['replay', join(samplesDir ?? '', 'cloudtrail'), '--learn', '0m', '--counts']);
    expect(run.code).toBe(0);
    const lines = run.stdout.trim().split('\n');
    expect(lines.filter((line) => line.includes('"incident.'))).toEqual([]);
    const counts = JSON.parse(lines.at(-1) ?? '{}');
    expect(counts.sources.cloudtrail.events).toBeGreaterThan(4_000);
    for (const [role] of NO_FUNCTION_BEHIND) expect(JSON.stringify(counts.subjects)).toContain(role);
    // The one real function that calls with its role (2021) runs commands for a living, and was never seen before.
    expect(JSON.stringify(counts.subjects)).toContain('ssm:SendCommand');
    // Code that an intruder put into functions is known as what it is: a deploy, and by whom.
    expect(JSON.stringify(counts.subjects)).toContain('UpdateFunctionCode user/');
  }, 60_000);
});

/**
 * Each technique as recorded, made by an intruder in a function: same calls, errors and pace, signed with the role of a
 * function that otherwise stores uploads. What the severity must be, and why.
 */
const TECHNIQUES = [
  ['credential-access.ec2-get-password-data', 'high', 'thirty refused tries after taking on a role'],
  ['credential-access.ec2-steal-instance-credentials', 'high', 'runs a command on a machine'],
  ['credential-access.secretsmanager-batch-retrieve-secrets', 'medium', 'reading secrets may be a new feature'],
  ['credential-access.secretsmanager-retrieve-secrets', 'medium', 'reading secrets may be a new feature'],
  ['credential-access.ssm-retrieve-securestring-parameters', 'medium', 'parameters may be secrets'],
  ['defense-evasion.cloudtrail-delete', 'critical', 'no function does this for a good reason'],
  ['defense-evasion.cloudtrail-event-selectors', 'critical', 'the trail goes blind'],
  ['defense-evasion.cloudtrail-stop', 'critical', 'the trail goes blind'],
  ['defense-evasion.dns-delete-logs', 'critical', 'DNS goes unseen'],
  ['defense-evasion.organizations-leave', 'high', 'refused, else critical'],
  ['defense-evasion.vpc-remove-flow-logs', 'critical', 'the network goes unseen'],
  ['discovery.ec2-download-user-data', 'high', 'a role taken on, then fifteen refusals'],
  ['execution.ec2-launch-unusual-instances', 'medium', 'a refused start of a machine'],
  ['execution.ec2-user-data', 'high', 'changes what a machine runs'],
  ['execution.ssm-send-command', 'high', 'runs code elsewhere'],
  ['execution.ssm-start-session', 'high', 'runs code elsewhere'],
  ['exfiltration.ec2-security-group-open-port-22-ingress', 'high', 'opens a machine to the world'],
  ['exfiltration.ec2-share-ami', 'high', 'gives an image away'],
  ['exfiltration.ec2-share-ebs-snapshot', 'high', 'gives a disk away'],
  ['exfiltration.rds-share-snapshot', 'high', 'gives a database away'],
  ['impact.bedrock-invoke-model', 'high', 'opens costly models'],
  ['initial-access.console-login-without-mfa', 'low', 'a service never called; a person, not a role, would do this'],
  ['lateral-movement.ec2-instance-connect', 'high', 'opens a machine'],
  ['lateral-movement.ec2-serial-console-send-ssh-public-key', 'high', 'opens a machine'],
  ['persistence.iam-backdoor-role', 'critical', 'changes who may do what'],
  ['persistence.iam-backdoor-user', 'critical', 'changes who may do what'],
  ['persistence.iam-create-admin-user', 'critical', 'changes who may do what'],
  ['persistence.iam-create-backdoor-role', 'critical', 'changes who may do what'],
  ['persistence.iam-create-user-login-profile', 'critical', 'changes who may do what'],
  ['persistence.lambda-backdoor-function', 'high', 'lets others call a function'],
  ['persistence.lambda-layer-extension', 'high', 'changes what a function runs'],
  ['persistence.lambda-overwrite-code', 'high', 'changes what a function runs'],
  ['persistence.rolesanywhere-create-trust-anchor', 'high', 'a way in from outside'],
  ['persistence.sts-federation-token', 'medium', 'another identity, and nothing done with it yet'],
  ['privilege-escalation.iam-update-user-login-profile', 'critical', 'changes who may do what'],
] as const;

const fileOf = (technique: string): string => `stratus-red-team__aws.${technique}.json`;

describe.skipIf(samplesDir === undefined)('recorded techniques, by the role of a function', () => {
  const ordinary = ordinaryDays({ name: 'upload', days: 8, actions: ['s3:PutObject', 'dynamodb:PutItem'] });

  it('are all of those in the samples', () => {
    expect(attackFiles('stratus-red-team__')).toEqual(TECHNIQUES.map(([technique]) => fileOf(technique)).sort());
  });

  it.each(TECHNIQUES)('%s is one incident, %s: %s', (technique, severity) => {
    const records = recordsOf(fileOf(technique));
    const began = Date.parse(String(records[0]?.['eventTime']));
    const calls = records.map((record) => {
      const at = epochMs(instant(7, 23, 30) + Date.parse(String(record['eventTime'])) - began);
      return hijacked('upload', at, record);
    });
    const incidents = incidentsOf(tellStory([...ordinary, ...calls], []));
    expect(incidents.map((incident) => [incident.severity, incident.members[0]?.function.name])).toEqual([
      [severity, 'upload'],
    ]);
    expect(incidents[0] && incidentSentence(incidents[0])).toMatch(/^first (?:call|try) of /);
  });

  it('without the attack the same days are quiet', () => {
    expect(incidentsOf(tellStory(ordinary, []))).toEqual([]);
  });
});
