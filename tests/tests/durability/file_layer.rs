//! A file layer under SQLite that notes every write, flush and removal in its order, so that what a loss of power leaves can be made for
//! any moment; and that can be full, unreadable, or unable to flush. Files outside the folders it stands under pass untouched.
#![expect(
    unsafe_code,
    reason = "SQLite takes a file layer as a table of C functions"
)]

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use rusqlite::ffi::{
    self, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMLOCK, SQLITE_OK, SQLITE_OPEN_READONLY,
    sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
};

/// What was done to a file.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
    Flush,
    Remove { flushed: bool },
}

/// The layer under one folder.
#[derive(Debug)]
pub(crate) struct Layer {
    folder: PathBuf,
    noted: Mutex<Vec<(String, Op)>>,
    /// The bytes by which files may still grow.
    room: AtomicI64,
    /// Whether a flush reaches the system below.
    flushes: AtomicBool,
    /// Whether a flush is said to have been done without being noted.
    lies: AtomicBool,
    flush_fails: AtomicBool,
    unreadable: AtomicBool,
}

static LAYERS: Mutex<Vec<Arc<Layer>>> = Mutex::new(Vec::new());

impl Layer {
    /// Stands under every database in `folder` that is opened from now on, until the process ends. Flushes are noted and not carried out,
    /// which is quick.
    pub(crate) fn under(folder: &Path) -> Arc<Self> {
        install();
        let layer = Arc::new(Self {
            folder: folder.to_owned(),
            noted: Mutex::default(),
            room: AtomicI64::new(i64::MAX),
            flushes: AtomicBool::new(false),
            lies: AtomicBool::new(false),
            flush_fails: AtomicBool::new(false),
            unreadable: AtomicBool::new(false),
        });
        LAYERS.lock().unwrap().push(layer.clone());
        layer
    }

    /// Carries flushes out, for whoever watches the system below.
    pub(crate) fn flush_really(&self) {
        self.flushes.store(true, Ordering::SeqCst);
    }

    /// From now on a flush is answered with yes and does nothing, as some disks do.
    pub(crate) fn lie(&self) {
        self.lies.store(true, Ordering::SeqCst);
    }

    /// Files may grow by so many bytes from now on; `None` = as they like.
    pub(crate) fn leave_room(&self, bytes: Option<i64>) {
        self.room.store(bytes.unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    /// Whether a flush fails from now on.
    pub(crate) fn fail_flush(&self, fails: bool) {
        self.flush_fails.store(fails, Ordering::SeqCst);
    }

    /// Whether those who only read fail from now on.
    pub(crate) fn fail_reading(&self, fails: bool) {
        self.unreadable.store(fails, Ordering::SeqCst);
    }

    /// How much has been done so far: a moment to lose power at.
    pub(crate) fn moment(&self) -> usize {
        self.noted.lock().unwrap().len()
    }

    /// What was done up to a moment, in order, each with the name of its file.
    pub(crate) fn noted(&self, moment: usize) -> Vec<(String, Op)> {
        self.noted.lock().unwrap()[..moment].to_vec()
    }

    fn note(&self, file: &str, op: Op) {
        self.noted.lock().unwrap().push((file.to_owned(), op));
    }

    /// Takes the room that a file needs to grow. False: there is not so much.
    fn grow(&self, bytes: i64) -> bool {
        let taken = self
            .room
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |room| {
                (room >= bytes).then(|| if room == i64::MAX { room } else { room - bytes })
            });
        taken.is_ok()
    }
}

/// A file of a folder with a layer under it.
struct Place {
    layer: Arc<Layer>,
    file: String,
    only_read: bool,
}

impl Place {
    /// # Safety
    /// `name` is null or a C string.
    unsafe fn of(name: *const c_char, flags: c_int) -> Option<Self> {
        if name.is_null() {
            return None;
        }
        // SAFETY: as the caller promises.
        let path = PathBuf::from(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
        let layers = LAYERS.lock().unwrap();
        let layer = layers.iter().find(|l| path.parent() == Some(&l.folder))?;
        Some(Self {
            layer: layer.clone(),
            file: path.file_name()?.to_str()?.to_owned(),
            only_read: flags & SQLITE_OPEN_READONLY != 0,
        })
    }
}

/// An open file as SQLite sees it; the system's own lies right behind it in memory.
#[repr(C)]
struct Noting {
    base: sqlite3_file,
    /// Null for a file without a layer.
    place: *mut Place,
}

fn install() {
    static ONCE: Once = Once::new();
    // SAFETY: the system's layer lives as long as the process, and so does what is made of it here. Its functions, but for opening, do not
    // look at which layer they are called for.
    ONCE.call_once(|| unsafe {
        let system = ffi::sqlite3_vfs_find(ptr::null());
        let own = i32::try_from(size_of::<Noting>()).unwrap();
        let layer = Box::new(sqlite3_vfs {
            szOsFile: (*system).szOsFile + own,
            zName: c"noting".as_ptr(),
            pNext: ptr::null_mut(),
            pAppData: system.cast(),
            xOpen: Some(open),
            xDelete: Some(remove),
            ..*system
        });
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(layer), 1), SQLITE_OK);
    });
}

/// The system's own file.
unsafe fn below(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite gave room for both, this one first.
    unsafe { file.cast::<Noting>().add(1).cast() }
}

/// # Safety
/// `file` was opened here and is not closed.
unsafe fn place<'a>(file: *mut sqlite3_file) -> Option<&'a Place> {
    // SAFETY: opened here, so it is one of ours, and the place lives until it is closed.
    unsafe { (*file.cast::<Noting>()).place.as_ref() }
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    opened_as: *mut c_int,
) -> c_int {
    // SAFETY: called by SQLite, with room for our file and the system's, and our layer as it was registered.
    unsafe {
        let system: *mut sqlite3_vfs = (*vfs).pAppData.cast();
        let done = (*system).xOpen.unwrap()(system, name, below(file), flags, opened_as);
        let own = file.cast::<Noting>();
        (*own).place = ptr::null_mut();
        (*own).base.pMethods = ptr::null();
        if done == SQLITE_OK {
            if let Some(place) = Place::of(name, flags) {
                (*own).place = Box::into_raw(Box::new(place));
            }
            (*own).base.pMethods = &raw const METHODS;
        }
        done
    }
}

unsafe extern "C" fn remove(vfs: *mut sqlite3_vfs, name: *const c_char, flush: c_int) -> c_int {
    // SAFETY: as for `open`.
    unsafe {
        let system: *mut sqlite3_vfs = (*vfs).pAppData.cast();
        if let Some(place) = Place::of(name, 0) {
            let flushed = flush != 0;
            place.layer.note(&place.file, Op::Remove { flushed });
        }
        (*system).xDelete.unwrap()(system, name, flush)
    }
}

/// A function of the system's file, called for ours.
macro_rules! pass {
    ($($name:ident: $method:ident($($argument:ident: $type:ty),*) $(-> $answer:ty)?;)*) => {
        $(unsafe extern "C" fn $name(file: *mut sqlite3_file, $($argument: $type),*) $(-> $answer)? {
            // SAFETY: SQLite calls this for a file that was opened here.
            unsafe {
                let below = below(file);
                (*(*below).pMethods).$method.unwrap()(below, $($argument),*)
            }
        })*
    };
}

pass! {
    read: xRead(into: *mut c_void, bytes: c_int, at: sqlite3_int64) -> c_int;
    write_below: xWrite(from: *const c_void, bytes: c_int, at: sqlite3_int64) -> c_int;
    truncate_below: xTruncate(size: sqlite3_int64) -> c_int;
    flush_below: xSync(flags: c_int) -> c_int;
    close_below: xClose() -> c_int;
    size: xFileSize(size: *mut sqlite3_int64) -> c_int;
    lock: xLock(level: c_int) -> c_int;
    unlock: xUnlock(level: c_int) -> c_int;
    is_reserved: xCheckReservedLock(answer: *mut c_int) -> c_int;
    control: xFileControl(op: c_int, argument: *mut c_void) -> c_int;
    sector: xSectorSize() -> c_int;
    characteristics: xDeviceCharacteristics() -> c_int;
    shm_map: xShmMap(page: c_int, size: c_int, extend: c_int, into: *mut *mut c_void) -> c_int;
    shm_lock_below: xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    shm_barrier: xShmBarrier();
    shm_unmap: xShmUnmap(remove: c_int) -> c_int;
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Without the third version's mapped reads: every read comes by here.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(flush),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once, and the place is its own.
    unsafe {
        let own = file.cast::<Noting>();
        if !(*own).place.is_null() {
            drop(Box::from_raw((*own).place));
            (*own).place = ptr::null_mut();
        }
        close_below(file)
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    bytes: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives as many bytes as it says, for a file that was opened here.
    unsafe {
        let Some(place) = place(file) else {
            return write_below(file, from, bytes, at);
        };
        let mut grown = 0;
        let sized = size(file, &raw mut grown);
        if sized != SQLITE_OK {
            return sized;
        }
        if !place.layer.grow((at + i64::from(bytes) - grown).max(0)) {
            return SQLITE_FULL;
        }
        let length = usize::try_from(bytes).unwrap();
        let op = Op::Write {
            at: usize::try_from(at).unwrap(),
            bytes: std::slice::from_raw_parts(from.cast::<u8>(), length).to_vec(),
        };
        place.layer.note(&place.file, op);
        write_below(file, from, bytes, at)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, to: sqlite3_int64) -> c_int {
    // SAFETY: for a file that was opened here.
    unsafe {
        if let Some(place) = place(file) {
            let to = usize::try_from(to).unwrap();
            place.layer.note(&place.file, Op::Truncate(to));
        }
        truncate_below(file, to)
    }
}

unsafe extern "C" fn flush(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: for a file that was opened here.
    unsafe {
        let Some(place) = place(file) else {
            return flush_below(file, flags);
        };
        let layer = &place.layer;
        if layer.flush_fails.load(Ordering::SeqCst) {
            return SQLITE_IOERR_FSYNC;
        }
        if layer.lies.load(Ordering::SeqCst) {
            return SQLITE_OK;
        }
        let done = if layer.flushes.load(Ordering::SeqCst) {
            flush_below(file, flags)
        } else {
            SQLITE_OK
        };
        if done == SQLITE_OK {
            layer.note(&place.file, Op::Flush);
        }
        done
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: for a file that was opened here.
    unsafe {
        // What is held must be given back all the same.
        let takes = flags & ffi::SQLITE_SHM_LOCK != 0;
        let fails = place(file)
            .is_some_and(|place| place.only_read && place.layer.unreadable.load(Ordering::SeqCst));
        if takes && fails {
            return SQLITE_IOERR_SHMLOCK;
        }
        shm_lock_below(file, offset, count, flags)
    }
}
