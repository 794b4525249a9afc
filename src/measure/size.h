/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel takes without running: text, stack, memory. */
#ifndef LAZYMMU_FOOTPRINT_H
#define LAZYMMU_FOOTPRINT_H

#include <stdint.h>

#include "measure/symbols.h"
#include "util/strlist.h"

/**
 * struct footprint - of a kernel
 * @symbols: its symbols
 * @text: bytes of code, without that of the benchmark's workloads
 * @task: bytes of a task, with what the architecture keeps there
 * @percpu: bytes of memory that each CPU has of its own
 * @frames: "BYTES FUNCTION": stack that functions take; empty if that is not
 *	    known for this architecture
 */
struct footprint {
	struct symbols symbols;
	uint64_t text;
	uint64_t task;
	uint64_t percpu;
	struct symbols frames;
};

/**
 * footprint_read - of the vmlinux in @outdir
 * @arch: make's ARCH
 * @cross: prefix of the compiler
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int footprint_read(struct footprint *f, const char *outdir, const char *arch,
		   const char *cross);

/** footprint_free - release what is in @f */
void footprint_free(struct footprint *f);

/**
 * footprint_diff - functions whose size has changed, the largest change first
 * @before: without
 * @after: with
 * @out: gets "DELTA BEFORE AFTER NAME"
 */
void footprint_diff(const struct footprint *before,
		    const struct footprint *after, struct strlist *out);

/**
 * footprint_frames - the largest of the stack frames that have changed
 * @out: gets "BEFORE AFTER NAME", the largest first
 */
void footprint_frames(const struct footprint *before,
		      const struct footprint *after, struct strlist *out);

/**
 * footprint_holders - frames of the functions that have sections in them
 * @most: set to the largest before and after; 0: it is not known
 * @out: gets "BEFORE AFTER NAME", the largest first
 */
void footprint_holders(const struct footprint *before,
		       const struct footprint *after, uint64_t most[2],
		       struct strlist *out);

/**
 * frames_parse - find stack frames in a disassembly of x86_64
 * @text: as objdump writes it
 * @out: gets a symbol per function, whose size is that of its frame
 */
void frames_parse(const char *text, struct symbols *out);

#endif
