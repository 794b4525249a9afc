{
  "kernel": "6.12.99",
  "commit": "2cb764b0f2347be875df92130374cdb2e7bf93b2",
  "flavour": "debug",
  "stock": false,
  "passed": 236,
  "failed": 0,
  "exit_code": 0,
  "targets": [
    {
      "target": "kvm",
      "accelerator": "tcg",
      "verdict": "passed",
      "exit_code": 0,
      "seconds": 0.015778713999679894,
      "log": "/tmp/lazymmu-test-IU1c4B/cache/logs/kvm-debug-ported.log",
      "emulator": "QEMU 9.8.7",
      "passed": 59,
      "failed": 0,
      "skipped": 1,
      "excused_lines": 0,
      "problems": [],
      "console": [],
      "tests": [
        {
          "name": "lazy_mmu_mode.enable_disable",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_deep",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_preempt_count",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_resume",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_when_off",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.section_in_pause",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.guards",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.bh_disabled",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_queued",
          "status": "skip",
          "reason": "updates of kernel entries are not queued here"
        },
        {
          "name": "lazy_mmu_mode.new_task",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.migrate",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_two_levels",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_three_levels",
          "status": "pass"
        },
        {
          "name": "fork.copy_on_write",
          "status": "pass"
        },
        {
          "name": "fork.chain",
          "status": "pass"
        },
        {
          "name": "fork.many",
          "status": "pass"
        },
        {
          "name": "fork.shared_memory",
          "status": "pass"
        },
        {
          "name": "fork.wipe_on_fork",
          "status": "pass"
        },
        {
          "name": "fork.huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle_shared",
          "status": "pass"
        },
        {
          "name": "mprotect.many_times",
          "status": "pass"
        },
        {
          "name": "mprotect.every_third_page",
          "status": "pass"
        },
        {
          "name": "mprotect.half_a_huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.while_read_by_a_thread",
          "status": "pass"
        },
        {
          "name": "mremap.move",
          "status": "pass"
        },
        {
          "name": "mremap.move_page_tables",
          "status": "pass"
        },
        {
          "name": "mremap.move_shared",
          "status": "pass"
        },
        {
          "name": "mremap.many_times",
          "status": "pass"
        },
        {
          "name": "mremap.onto_a_mapping",
          "status": "pass"
        },
        {
          "name": "mremap.dontunmap",
          "status": "pass"
        },
        {
          "name": "mremap.grow_and_shrink",
          "status": "pass"
        },
        {
          "name": "mremap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_every_second_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.free",
          "status": "pass"
        },
        {
          "name": "madvise.free_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.cold",
          "status": "pass"
        },
        {
          "name": "madvise.cold_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.pageout",
          "status": "pass"
        },
        {
          "name": "madvise.pageout_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.swapped_out_entries",
          "status": "pass"
        },
        {
          "name": "madvise.populate",
          "status": "pass"
        },
        {
          "name": "munmap.all_of_it",
          "status": "pass"
        },
        {
          "name": "munmap.every_second_page",
          "status": "pass"
        },
        {
          "name": "munmap.map_again",
          "status": "pass"
        },
        {
          "name": "munmap.shared_file",
          "status": "pass"
        },
        {
          "name": "munmap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.present",
          "status": "pass"
        },
        {
          "name": "pagemap.written",
          "status": "pass"
        },
        {
          "name": "pagemap.written_without_report",
          "status": "pass"
        },
        {
          "name": "pagemap.written_unpopulated",
          "status": "pass"
        },
        {
          "name": "pagemap.written_by_a_child",
          "status": "pass"
        },
        {
          "name": "pagemap.huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.part_of_a_huge_page",
          "status": "pass"
        }
      ]
    },
    {
      "target": "t",
      "accelerator": "tcg",
      "verdict": "passed",
      "exit_code": 0,
      "seconds": 0.013202543999796035,
      "log": "/tmp/lazymmu-test-IU1c4B/cache/logs/t-debug-ported.log",
      "emulator": "QEMU 9.8.7",
      "passed": 59,
      "failed": 0,
      "skipped": 1,
      "excused_lines": 0,
      "problems": [],
      "console": [],
      "tests": [
        {
          "name": "lazy_mmu_mode.enable_disable",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_deep",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_preempt_count",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_resume",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_when_off",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.section_in_pause",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.guards",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.bh_disabled",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_queued",
          "status": "skip",
          "reason": "updates of kernel entries are not queued here"
        },
        {
          "name": "lazy_mmu_mode.new_task",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.migrate",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_two_levels",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_three_levels",
          "status": "pass"
        },
        {
          "name": "fork.copy_on_write",
          "status": "pass"
        },
        {
          "name": "fork.chain",
          "status": "pass"
        },
        {
          "name": "fork.many",
          "status": "pass"
        },
        {
          "name": "fork.shared_memory",
          "status": "pass"
        },
        {
          "name": "fork.wipe_on_fork",
          "status": "pass"
        },
        {
          "name": "fork.huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle_shared",
          "status": "pass"
        },
        {
          "name": "mprotect.many_times",
          "status": "pass"
        },
        {
          "name": "mprotect.every_third_page",
          "status": "pass"
        },
        {
          "name": "mprotect.half_a_huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.while_read_by_a_thread",
          "status": "pass"
        },
        {
          "name": "mremap.move",
          "status": "pass"
        },
        {
          "name": "mremap.move_page_tables",
          "status": "pass"
        },
        {
          "name": "mremap.move_shared",
          "status": "pass"
        },
        {
          "name": "mremap.many_times",
          "status": "pass"
        },
        {
          "name": "mremap.onto_a_mapping",
          "status": "pass"
        },
        {
          "name": "mremap.dontunmap",
          "status": "pass"
        },
        {
          "name": "mremap.grow_and_shrink",
          "status": "pass"
        },
        {
          "name": "mremap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_every_second_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.free",
          "status": "pass"
        },
        {
          "name": "madvise.free_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.cold",
          "status": "pass"
        },
        {
          "name": "madvise.cold_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.pageout",
          "status": "pass"
        },
        {
          "name": "madvise.pageout_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.swapped_out_entries",
          "status": "pass"
        },
        {
          "name": "madvise.populate",
          "status": "pass"
        },
        {
          "name": "munmap.all_of_it",
          "status": "pass"
        },
        {
          "name": "munmap.every_second_page",
          "status": "pass"
        },
        {
          "name": "munmap.map_again",
          "status": "pass"
        },
        {
          "name": "munmap.shared_file",
          "status": "pass"
        },
        {
          "name": "munmap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.present",
          "status": "pass"
        },
        {
          "name": "pagemap.written",
          "status": "pass"
        },
        {
          "name": "pagemap.written_without_report",
          "status": "pass"
        },
        {
          "name": "pagemap.written_unpopulated",
          "status": "pass"
        },
        {
          "name": "pagemap.written_by_a_child",
          "status": "pass"
        },
        {
          "name": "pagemap.huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.part_of_a_huge_page",
          "status": "pass"
        }
      ]
    },
    {
      "target": "u",
      "accelerator": "tcg",
      "verdict": "passed",
      "exit_code": 0,
      "seconds": 0.010725310999987414,
      "log": "/tmp/lazymmu-test-IU1c4B/cache/logs/u-debug-ported.log",
      "emulator": "QEMU 9.8.7",
      "passed": 59,
      "failed": 0,
      "skipped": 1,
      "excused_lines": 0,
      "problems": [],
      "console": [],
      "tests": [
        {
          "name": "lazy_mmu_mode.enable_disable",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_deep",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_preempt_count",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_resume",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_when_off",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.section_in_pause",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.guards",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.bh_disabled",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_queued",
          "status": "skip",
          "reason": "updates of kernel entries are not queued here"
        },
        {
          "name": "lazy_mmu_mode.new_task",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.migrate",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_two_levels",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_three_levels",
          "status": "pass"
        },
        {
          "name": "fork.copy_on_write",
          "status": "pass"
        },
        {
          "name": "fork.chain",
          "status": "pass"
        },
        {
          "name": "fork.many",
          "status": "pass"
        },
        {
          "name": "fork.shared_memory",
          "status": "pass"
        },
        {
          "name": "fork.wipe_on_fork",
          "status": "pass"
        },
        {
          "name": "fork.huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle_shared",
          "status": "pass"
        },
        {
          "name": "mprotect.many_times",
          "status": "pass"
        },
        {
          "name": "mprotect.every_third_page",
          "status": "pass"
        },
        {
          "name": "mprotect.half_a_huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.while_read_by_a_thread",
          "status": "pass"
        },
        {
          "name": "mremap.move",
          "status": "pass"
        },
        {
          "name": "mremap.move_page_tables",
          "status": "pass"
        },
        {
          "name": "mremap.move_shared",
          "status": "pass"
        },
        {
          "name": "mremap.many_times",
          "status": "pass"
        },
        {
          "name": "mremap.onto_a_mapping",
          "status": "pass"
        },
        {
          "name": "mremap.dontunmap",
          "status": "pass"
        },
        {
          "name": "mremap.grow_and_shrink",
          "status": "pass"
        },
        {
          "name": "mremap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_every_second_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.free",
          "status": "pass"
        },
        {
          "name": "madvise.free_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.cold",
          "status": "pass"
        },
        {
          "name": "madvise.cold_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.pageout",
          "status": "pass"
        },
        {
          "name": "madvise.pageout_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.swapped_out_entries",
          "status": "pass"
        },
        {
          "name": "madvise.populate",
          "status": "pass"
        },
        {
          "name": "munmap.all_of_it",
          "status": "pass"
        },
        {
          "name": "munmap.every_second_page",
          "status": "pass"
        },
        {
          "name": "munmap.map_again",
          "status": "pass"
        },
        {
          "name": "munmap.shared_file",
          "status": "pass"
        },
        {
          "name": "munmap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.present",
          "status": "pass"
        },
        {
          "name": "pagemap.written",
          "status": "pass"
        },
        {
          "name": "pagemap.written_without_report",
          "status": "pass"
        },
        {
          "name": "pagemap.written_unpopulated",
          "status": "pass"
        },
        {
          "name": "pagemap.written_by_a_child",
          "status": "pass"
        },
        {
          "name": "pagemap.huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.part_of_a_huge_page",
          "status": "pass"
        }
      ]
    },
    {
      "target": "x",
      "accelerator": "tcg",
      "verdict": "passed",
      "exit_code": 0,
      "seconds": 0.015669701000661007,
      "log": "/tmp/lazymmu-test-IU1c4B/cache/logs/x-debug-ported.log",
      "emulator": "QEMU 9.8.7",
      "hypervisor": "4.17.7+13-g2445b30a44-0+deb12u1",
      "passed": 59,
      "failed": 0,
      "skipped": 1,
      "excused_lines": 0,
      "problems": [],
      "console": [],
      "tests": [
        {
          "name": "lazy_mmu_mode.enable_disable",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_deep",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.nested_preempt_count",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_resume",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_when_off",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.pause_nested",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.section_in_pause",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.guards",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.bh_disabled",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.updates_queued",
          "status": "skip",
          "reason": "updates of kernel entries are not queued here"
        },
        {
          "name": "lazy_mmu_mode.new_task",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.migrate",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_updates_complete",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_two_levels",
          "status": "pass"
        },
        {
          "name": "lazy_mmu_mode.sleep_three_levels",
          "status": "pass"
        },
        {
          "name": "fork.copy_on_write",
          "status": "pass"
        },
        {
          "name": "fork.chain",
          "status": "pass"
        },
        {
          "name": "fork.many",
          "status": "pass"
        },
        {
          "name": "fork.shared_memory",
          "status": "pass"
        },
        {
          "name": "fork.wipe_on_fork",
          "status": "pass"
        },
        {
          "name": "fork.huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle",
          "status": "pass"
        },
        {
          "name": "mprotect.toggle_shared",
          "status": "pass"
        },
        {
          "name": "mprotect.many_times",
          "status": "pass"
        },
        {
          "name": "mprotect.every_third_page",
          "status": "pass"
        },
        {
          "name": "mprotect.half_a_huge_page",
          "status": "pass"
        },
        {
          "name": "mprotect.while_read_by_a_thread",
          "status": "pass"
        },
        {
          "name": "mremap.move",
          "status": "pass"
        },
        {
          "name": "mremap.move_page_tables",
          "status": "pass"
        },
        {
          "name": "mremap.move_shared",
          "status": "pass"
        },
        {
          "name": "mremap.many_times",
          "status": "pass"
        },
        {
          "name": "mremap.onto_a_mapping",
          "status": "pass"
        },
        {
          "name": "mremap.dontunmap",
          "status": "pass"
        },
        {
          "name": "mremap.grow_and_shrink",
          "status": "pass"
        },
        {
          "name": "mremap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_every_second_page",
          "status": "pass"
        },
        {
          "name": "madvise.dontneed_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.free",
          "status": "pass"
        },
        {
          "name": "madvise.free_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.cold",
          "status": "pass"
        },
        {
          "name": "madvise.cold_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.pageout",
          "status": "pass"
        },
        {
          "name": "madvise.pageout_part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "madvise.swapped_out_entries",
          "status": "pass"
        },
        {
          "name": "madvise.populate",
          "status": "pass"
        },
        {
          "name": "munmap.all_of_it",
          "status": "pass"
        },
        {
          "name": "munmap.every_second_page",
          "status": "pass"
        },
        {
          "name": "munmap.map_again",
          "status": "pass"
        },
        {
          "name": "munmap.shared_file",
          "status": "pass"
        },
        {
          "name": "munmap.part_of_a_huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.present",
          "status": "pass"
        },
        {
          "name": "pagemap.written",
          "status": "pass"
        },
        {
          "name": "pagemap.written_without_report",
          "status": "pass"
        },
        {
          "name": "pagemap.written_unpopulated",
          "status": "pass"
        },
        {
          "name": "pagemap.written_by_a_child",
          "status": "pass"
        },
        {
          "name": "pagemap.huge_page",
          "status": "pass"
        },
        {
          "name": "pagemap.part_of_a_huge_page",
          "status": "pass"
        }
      ]
    }
  ]
}