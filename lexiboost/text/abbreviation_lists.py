"""Abbreviations by ISO 639-3 code, parted by spaces, in small letters and without their full stop.

Written by us; short, of what plain text often has. What they are for: `lexiboost.text.abbreviations`.
"""

INNER = {
    "eng": "messrs mx mme mlle gen col lt sgt cpl capt cmdr maj adm gov sen rep pres dept univ assn bros "
    "rev fr hon supt det insp esp viz approx ave blvd rd mt ft nos op ch sec art eq eqs ex resp "
    "wm geo chas thos jos jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri "
    "pvt e.g i.e al",
    "deu": "bzw bspw evtl ggf inkl exkl max min mind zzgl abs art aufl bd bde hrsg hl jh jhd st str tel "
    "u v vgl z zb zit geb gest gegr verh kath ev dipl ing med jur phil nat rer hab habil mag mio "
    "mrd tsd ehem sog allg bes dt frz engl lat griech ital urspr versch vors wiss ugs abb anm kap "
    "s sp jan feb febr mär apr jun jul aug sept okt nov dez mo di mi do fr sa co kgl österr "
    "schweiz bayer nördl südl westl östl ca e.v i.d.r d.h z.b u.a u.u o.ä v.a s.o",
    "nld": "bijv blz dhr drs ds enz evt ex gem ing ir jhr jl kath mej mevr mw nl nrs pag pct plm resp sr "
    "tel vnl zgn ca dec jan feb okt nov sept aug o.a d.w.z t.w m.b.t",
    "swe": "bl dvs ev exkl fr inkl kl m max min nr osv s sek sid st t tel tex tim mån obs resp forts kap "
    "jan feb apr aug sept okt nov dec bl.a t.ex d.v.s m.m",
    "dan": "bl ca dvs evt f fx hhv hr inkl jf kl kr maks min mio mia nr osv pga s skt st tlf vedr jan "
    "feb okt nov dec",
    "nob": "bl ca dvs evt f eks fr hhv hr inkl jf kl kr maks min mill mrd nr osv pga s skt st tlf vedr "
    "jan feb okt nov des",
    "nno": "bl ca dvs evt f eks fr hhv hr inkl jf kl kr maks min mill mrd nr osv pga s skt st tlf jan "
    "feb okt nov des",
    "isl": "bls dr frh hr kl m.a nr o.fl s.s sr sk t.d þ.e jan feb ág okt nóv des skv gr mgr",
    "fao": "dr hr fr kl nr s bls t.d o.s.fr",
    "fra": "m mm mme mmes mlle mlles me mgr dr prof ste sté av bd boul chap cf env éd fig fg hab ibid id "
    "jr n° nº no nos p pp p.ex réf s sq suiv t tél tome trad v vol janv févr avr juil sept oct "
    "nov déc adj gal cap lt col art al",
    "spa": "sr sra sres srta srtas dr dra drs dña d lic ing arq prof profa av avda c cía cap cf col dpto "
    "ed edit ee.uu fig gral gob hnos ibid íd núm nº no p pág págs pp ppal s sto sta st tel tfno "
    "vol art adm ej p.ej ene feb abr ago sept oct nov dic",
    "por": "sr sra srs srta dr dra drs prof profa av cap cf cia d dep ed eng exmo exma fig gen gov ilmo "
    "lic lda n nº no núm p pág págs pe pp r rev s sto sta st tel vol art",
    "glg": "sr sra sres srta dr dra prof profa av avda cap cf d dna ed fig núm nº p páx páxs pp s sta "
    "sto tel vol art",
    "cat": "sr sra srs dr dra prof av avda cap cf d dna ed fig núm nº p pàg pàgs pp s st sta tel vol art",
    "ita": "sig sigg sigra sig.ra dott dott.ssa prof prof.ssa avv ing arch on mons gen col cap ten art "
    "artt capp cfr ecc ed es fig geom id ibid n nn nr num p pag pagg pp rag s san sec sen ss tel "
    "trad v vol voll feb mar apr mag giu lug ago sett ott nov dic",
    "vec": "sig sigr prof art cap ed es n nr p pag v vol",
    "fur": "sior prof art cap es n p v",
    "lij": "sciâ prof art cap es n p v",
    "ron": "dl dna d-na d-l dr dvs prof ing nr art alin lit pag p str bl sc ap et mun jud cca cf ed ex "
    "i.e ian feb febr mar apr iun iul aug sept oct nov dec sf",
    "fin": "esim ks ns mm nk nyk n no nro s siv so t ts tri prof tms ym vrt v vt vs krs mrd milj fil lis "
    "huom kpl puh lat ven ukr jap engl saks ransk ruots kreik os kl til maist yht ed e.kr j.kr "
    "ekr jkr a ao op o.s s.o",
    "est": "nr lk jne jt jms s st vt vrd sh so sünd surn u dr prof hr pr nn mln mrd tuh näit e.kr p.kr "
    "ekr pkr a aa jaan veebr okt nov dets kr snd srn",
    "sme": "ee omd geahča nr s sb dr prof gč ml vrd nu",
    "hun": "dr prof id ifj özv kb ill ún pl vö st ld lásd u stb sz szt old p o út krt tel fsz max min "
    "évf bek jan febr márc ápr máj jún júl aug szept okt nov dec",
    "pol": "dr prof mgr inż hab lek med im św ks o ul al pl os godz tel nr m.in np tj tzn tzw wg zob por "
    "r str s ss t tab rys ryc ok ur zm red wyd woj gen płk mjr kpt sierż min sek mln mld tys pt "
    "pn ww ang łac gr niem fr ros rozdz art ust pkt poz lit",
    "ces": "dr prof ing mgr bc judr mudr phdr rndr doc csc sv ul nám tř čp č čís str s tab obr kap odst "
    "písm např tzv tj resp popř př cca mil mld tis hod min sek tel roč srov viz red angl něm lat",
    "slk": "dr prof ing mgr bc judr mudr phdr rndr doc csc sv ul nám č čís str s tab obr kap ods písm "
    "napr tzv tj resp popr cca mil mld tis hod min sek tel roč porov red angl nem lat",
    "slv": "dr prof mag ing dipl univ sv ul št str tab npr tj tzv oz prim gl ipd itd ok tel min sek ur "
    "mio ga g st",
    "hrv": "dr prof mr ing sv ul br str tab npr tj tzv odn usp čl st tel min sek god g gđa gđica r",
    "srp": "dr prof mr ing sv ul br str tab npr tj tzv odn usp čl st tel min sek god g gđa др проф мр "
    "инж св ул бр стр таб нпр тј тзв одн чл ст тел мин сек год г",
    "hsb": "dr prof sw hasa čo str nř tzn mj resp wok np",
    "lav": "dr prof u utt t tml sk piem nr lpp lp p g gs plkst st tel apm tūkst milj mljrd red tulk inž",
    "ltg": "dr prof u t nr lpp g piem",
    "lit": "dr prof doc t y pan pvz p psl nr g gatv al pr m d val min sek tel mln mlrd tūkst ir kt žr "
    "plg vad sav r raj apskr mst liet angl lot gr",
    "eus": "dr prof jn and or orr zk ad adib etab h.d k.a k.o aip liz",
    "gle": "m.sh uas an tuas r.ch i.n lch uimh iml tast dr co",
    "gla": "m.e dr mgr an t-oll co td",
    "bre": "da sk dr ao itron h.a pg niv niver kt sant",
    "cym": "dr mr mrs ms parch yr t h.y e.e gw tud rhif",
    "tur": "dr prof doç yrd av sn sayın bkz vb vs örn cad sok mah apt no tel fak üniv alb gen org kor "
    "tüm yb bnb ütğm çev haz yay say s ss c cilt müh uzm op arş gör hz mad md böl bl yy ens ltd "
    "şti tic san paz inş bşk gnl milyon krş",
    "azj": "dr prof dos s səh c cild küç pr nəşr və red bax məs b.e.ə akad",
    "uzn": "dr prof mas qar bet j ko'ch y akad b",
    "tuk": "dr prof akad meselem sah",
    "crh": "dr prof s bk mes",
    "afr": "mnr mev mej dr prof ds bv d.w.s i.p.v nl nr bl asb st adv genl kapt lt",
    "mlt": "dr prof mons sur eċċ p pġ ara nru art perit on kap",
    "sqi": "dr prof z znj nr f fq p.sh etj sh rr shën mr",
    "ind": "dr prof drs ir hj h jl no tel hlm dll dst dsb yth tn ny bpk sdr gg kab kec kel rs pt cv a.n d.a",
    "jav": "dr prof drs ir hj h jl no kaca",
    "tgl": "g gng bb dr dra prof sr sra hon gob sen kgg blg atty engr pang",
    "vie": "ts ths gs pgs bs ks tp tx tt ub q p tr st mr ms",
    "swh": "bw bi dk dkt prof mh mhe uk s.l.p n.k tz nk mf yaani",
    "kin": "bwana dr prof nyak",
    "hau": "mal alh dr prof hon",
    "yor": "ogb dr prof alh",
    "ibo": "maazi dr prof chif",
    "som": "dr prof mudane tus",
    "rus": "г гг д ул пр просп пл пер стр кв корп обл р-н респ с п дер пос ст о оз р вв в им проф акад "
    "доц канд инж ген полк майор кап лейт гр гр-н тов св см ср напр рис табл гл ч разд пп пункт "
    "тел тыс млн млрд трлн руб коп кг км т н э шт экз изд ред сост вып том англ нем фр лат греч "
    "рус ок род ум т.е т.н т.к и.о м.н",
    "ukr": "м р рр вул просп пл пров буд кв корп обл р-н с смт ст о оз ім проф акад доц канд інж ген "
    "полк п пан гр св див пор напр мал рис табл гл ч розд пп тел тис млн млрд трлн грн коп кг км "
    "т шт вид ред упоряд вип англ нім фр лат грец рос укр бл нар пом т.зв т.н",
    "bel": "г гг вул пр пл зав д кв вобл р-н в ст воз р ім праф акад дац канд інж ген св гл напр мал "
    "табл ч раздз тэл тыс млн млрд руб кап кг км т ш выд рэд англ ням лац бел рус м",
    "bul": "г гр с ул бул пл ж.к бл вх ет ап обл общ д-р проф доц акад инж арх ген полк св вж срв напр "
    "фиг табл гл т стр чл ал тел хил млн млрд лв ст мин сек ред изд англ нем лат бр",
    "mkd": "г гѓа д-р проф акад инж ул бр стр т.е т.н на пр св сл чл ст ред изд",
    "kaz": "ж жж б бб т қ г к ш обл ауд проф акад доц мыс млн млрд мың тг көш др т.б т.ғ ғ",
    "kir": "ж б т к көч проф акад мис млн млрд миң обл р ш",
    "tat": "б г ел елл ур проф акад мәс млн млрд мең тат",
    "bak": "й йй б ур проф акад мәҫ млн млрд мең",
    "tgk": "с ш н кӯч проф акад мас млн млрд ҳаз ниг",
    "khk": "он г.м х проф акад тэр сая ж",
    "bxr": "он г.м х проф акад",
    "myv": "г с ие проф акад тё ошк вал лит",
    "ell": "κ κα κος κκ δρ καθ αρ αριθ σελ σ σσ τ τομ βλ πρβλ λ.χ π.χ δηλ κεφ άρθρ παρ εδ εκδ μτφρ επιμ "
    "οδ λεωφ τηλ εκατ δισ χιλ ευρ αγ αι μ.χ στρ υπ γεν εικ πίν σημ",
    "hye": "դ տ թ պրոֆ ակադ փող պող օր տես նկ աղ հատ էջ մ.թ",
    "kat": "ქ ქუჩ პროფ აკად დოც ე.ი გვ იხ მაგ წ წწ ს ს-კ ნახ ტ თ ლ",
    "heb": "ד״ר ד\"ר פרופ פרופ' גב' מר עמ' עמ ר' רח' מס' טל' וכו'",
    "ydd": "ד״ר פּראָפֿ ר' ז'",
    "ara": "د أ م ص ج ط ت هـ ق.م أ.د د.م",
    "arb": "د أ م ص ج ط ت هـ ق.م أ.د د.م",
    "pes": "دکتر د م ص ج ق.م ه.ق ه.ش",
    "urd": "ڈاکٹر ص ج م",
    "hin": "डॉ डा श्री श्रीमती सुश्री कु प्रो पं स्व मो मु ई.पू ईसा नं रु सं पृ ले कर्नल जन ए बी सी डी "
    "एफ एच आई जे एल एम एन पी आर एस टी यू वी एक्स वाई",
    "mar": "डॉ डा श्री श्रीमती सौ प्रा प्रो पं कै मो रु क्र पृ उदा इ.स ए बी सी डी एफ एच जे एल एम एन पी "
    "आर एस टी यू व्ही वाय",
    "bho": "डॉ डा श्री प्रो पं स्व मो रु",
    "mag": "डॉ डा श्री प्रो पं स्व मो रु",
    "npi": "डा श्री प्रा पं मो रु वि.सं ई.सं",
    "ben": "ডা ড ডঃ ডাঃ ডক্টর মি মিঃ মিসেস প্রফ অধ্যাপক মো মোঃ মোহা শ্রী রা টা খ্রি খ্রিঃ এ বি সি ডি এফ "
    "এইচ জে এল এম এন পি আর এস টি",
    "asm": "ড ডা শ্ৰী মি প্ৰফে অধ্যা খ্ৰী",
    "guj": "ડૉ ડો શ્રી શ્રીમતી પ્રો પં સ્વ રૂ નં પૃ ઈ.સ એ બી સી ડી એફ એચ જે એલ એમ એન પી આર એસ ટી",
    "pan": "ਡਾ ਸ਼੍ਰੀ ਸ੍ਰੀ ਪ੍ਰੋ ਸ ਰੁ ਨੰ ਈ.ਪੂ",
    "ory": "ଡା ଡଃ ଶ୍ରୀ ପ୍ରଫେ ଟ ନଂ",
    "tam": "டாக்டர் டா திரு திருமதி பேரா எம் எஸ் ஆர் கே பி டி ஜி சி வி எல் என் ஏ கி.மு கி.பி ரூ எண் பக்",
    "tel": "డా డాక్టర్ శ్రీ శ్రీమతి ప్రొ క్రీ.శ క్రీ.పూ రూ నం పే ఎ బి సి డి ఎఫ్ ఎం ఎన్ పి ఆర్ ఎస్ టి వి",
    "kan": "ಡಾ ಶ್ರೀ ಶ್ರೀಮತಿ ಪ್ರೊ ಕ್ರಿ.ಶ ಕ್ರಿ.ಪೂ ರೂ ನಂ ಪು ಎ ಬಿ ಸಿ ಡಿ ಎಫ್ ಎಂ ಎನ್ ಪಿ ಆರ್ ಎಸ್ ಟಿ ವಿ",
    "mal": "ഡോ ശ്രീ ശ്രീമതി പ്രൊ ക്രി.മു എ.ഡി ബി.സി രൂ നം പേ എം എൻ പി ആർ എസ് ടി വി കെ ജി",
    "sin": "ආචාර්ය ආ මහාචාර්ය වෛද්‍ය රු අං පි ක්‍රි.ව ක්‍රි.පූ එම් ඩබ්",
    "tha": "ดร ศ รศ ผศ นพ พญ ร.ต.อ พ.ต.อ พ.ศ ค.ศ ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค น กม "
    "ซม กก จ อ ต ถ โทร",
    "lao": "ດຣ ສ ຄ.ສ ພ.ສ ກມ",
    "khm": "ឯ.ឧ គ.ស ព.ស លេខ",
    "amh": "ዶ/ር ፕ/ር አ.ም ዓ.ም",
    "tir": "ዶ/ር ፕሮፌ ዓ.ም",
}
"""A sentence does not end after them."""

FINAL = {
    "eng": "etc inc ltd co corp llc plc jr sr esq a.m p.m ph.d m.d b.a m.a b.c a.d ft ave blvd hrs min "
    "oz lb lbs yrs",
    "deu": "usw etc uvm uvam ff usf u.s.w u.ä u.v.m gmbh co n.chr v.chr uhr",
    "nld": "enz etc e.d e.a n.v b.v",
    "swe": "etc osv m.fl m.m o.s.v o.d",
    "dan": "etc osv m.fl m.m o.l",
    "nob": "etc osv m.fl m.m o.l",
    "fra": "etc inc ltd s.a s.a.r.l j.-c",
    "spa": "etc s.a ltda cía ee.uu u.s d.c a.c",
    "por": "etc s.a ltda cia e.u.a d.c a.c",
    "ita": "ecc etc s.p.a s.r.l a.c d.c",
    "ron": "etc ș.a s.a s.r.l î.hr d.hr a.m p.m",
    "fin": "jne ym yms tms jms oy eaa ekr jkr e.kr j.kr",
    "est": "jne jms jt ekr pkr",
    "hun": "stb kft rt zrt",
    "pol": "itd itp r w n.e p.n.e",
    "ces": "atd apod aj s.r.o a.s l r n.l př.n.l",
    "slk": "atď apod a pod s.r.o a.s n.l",
    "slv": "itd ipd idr d.o.o d.d pr.n.št",
    "hrv": "itd sl d.o.o d.d n.e",
    "srp": "itd sl итд сл н.е",
    "lav": "utt u.c u.tml m.ē p.m.ē",
    "lit": "t.t pan kt m.e pr.kr",
    "tur": "vb vs vd m.ö m.s ltd şti a.ş",
    "ind": "dll dst dsb tbk",
    "rus": "г гг р руб коп др пр л в вв т.д т.п н.э т.ч чел км кг м млн млрд тыс ч мин с",
    "ukr": "р рр ін т.д т.п н.е грн коп ст т.ч чол км кг м млн млрд тис",
    "bel": "г гг інш т.д т.п н.э руб ст км кг м млн",
    "bul": "г др т.н пр н.е пр.н.е лв в ст км кг м млн",
    "kaz": "б ж т.б т.с.с б.з.д тг км кг м млн млрд",
    "ell": "κλπ κ.λπ κτλ κ.τ.λ κ.ά κ.α μ.χ π.χ α.ε μ.μ π.μ ευρώ",
    "eus": "etab abar",
    "gle": "srl etc",
    "mlt": "eċċ eċc etc",
    "khk": "г.м",
    "bxr": "г.м",
}
"""They may end a sentence."""

OPENERS = {
    "eng": "the a an he she it they we i you this that these those there here but and or so if when "
    "while after before as at by for from in on to with his her its their our my your what who "
    "why how where which not no yes however although though because since then now meanwhile "
    "according some many most all each one two both such even just only also another other let is "
    "are was were do does did",
    "deu": "der die das den dem des ein eine einen einem einer er sie es wir ich ihr man dies diese "
    "dieser dieses in im am an auf aus bei mit nach von vom zu zum zur für durch über unter und "
    "aber oder doch so da dann wenn als wie was wer wo warum hier dort auch nicht kein keine sein "
    "seine ihre mein meine sind ist war",
    "fra": "le la les l un une des du de il elle on nous vous ils elles je tu ce cet cette ces ceci cela "
    "mais et ou donc si quand comme dans en sur sous avec sans pour par après avant depuis à au "
    "aux son sa ses leur leurs qui que quoi où pourquoi comment ne pas plus tout tous",
    "spa": "el la los las un una unos unas lo él ella ellos ellas yo tú nosotros este esta estos estas "
    "ese esa eso esto pero y o si cuando como en con sin por para de del desde hasta tras su sus "
    "mi tu no sí que qué quién dónde se",
    "ita": "il lo la i gli le un una uno egli lui lei essi loro noi voi io tu questo questa questi "
    "queste ma e o se quando come in con senza per di del della da su dopo prima suo sua non che "
    "chi dove perché si",
    "por": "o a os as um uma ele ela eles elas eu nós este esta estes estas esse isso isto mas e ou se "
    "quando como em no na com sem por para de do da desde após seu sua não que quem onde",
    "nld": "de het een hij zij ze wij we ik jij u dit dat deze die maar en of als toen in op aan bij met "
    "voor na van uit over onder zijn haar hun niet er wat wie waar waarom",
    "fin": "hän he se ne minä me sinä te tämä nämä tuo mutta ja tai jos kun koska kuin myös ei on oli "
    "siis siksi näin",
    "rus": "он она оно они мы я ты вы это этот эта эти тот та те но и а или если когда как в во на с со "
    "по за к от до из у о об при для после перед его её их наш не что кто где почему также однако "
    "так все",
    "ukr": "він вона воно вони ми я ти ви це цей ця ці той та ті але і й а або якщо коли як в у на з із "
    "по за до від при для після перед його її їх наш не що хто де чому також однак так усі",
    "bel": "ён яна яно яны мы я ты вы гэта гэты але і а або калі як у на з па за да ад пры для пасля яго "
    "не што хто дзе",
    "bul": "той тя то те ние аз ти вие това този тази тези но и а или ако когато как в във на с със по "
    "за от до при след преди неговият не какво кой къде защо също",
    "tur": "bu şu o bunlar onlar biz ben sen siz ama ve veya ancak fakat eğer ne kim nerede neden bir "
    "her daha",
    "ell": "ο η το οι τα τον την του της των αυτός αυτή αυτό εμείς εγώ αλλά και ή αν όταν όπως σε στο "
    "στη στην με για από μετά πριν δεν μη τι ποιος πού γιατί επίσης",
}
"""Words that begin sentences and are seldom part of a name."""
