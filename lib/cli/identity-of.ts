import type { AccountReader } from '../core/doctor/account-reader.ts';
import { UserMistake } from './user-mistake.ts';

/** Who asks, and where. Without Region or credentials nothing can be asked, which is for the user to mend. */
export const identityOf = async (reader: AccountReader): ReturnType<AccountReader['identity']> => {
  try {
    return await reader.identity();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new UserMistake(
      `AWS does not say who asks: ${reason}`,
      'set --region and credentials as for the AWS CLI (aws sts get-caller-identity must work)',
    );
  }
};
