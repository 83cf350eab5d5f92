import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { tableContract } from './table-contract.ts';

tableContract('the table in memory', async () => new MemoryTable(), 100);
